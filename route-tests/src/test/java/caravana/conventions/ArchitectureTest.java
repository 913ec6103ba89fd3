package caravana.conventions;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.apache.camel.Expression;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.opentelemetry.SpanCustomizer;
import org.apache.camel.spi.Policy;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Configuration;

@AnalyzeClasses(
        packages = {"caravana.orders", "caravana.invoices", "caravana.localstack", "caravana.starter"},
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.DoNotIncludeTestJars.class})
class ArchitectureTest {

    /** Test classes that a module shares with these tests are not production code. */
    static final class DoNotIncludeTestJars implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final DescribedPredicate<JavaClass> OF_A_SERVICE =
            resideInAnyPackage("caravana.orders..", "caravana.invoices..");

    /** Routes, error policies, their configuration, and implementations of Camel's extension interfaces. */
    private static final DescribedPredicate<JavaClass> TIED_TO_CAMEL = nameMatching(".*(Route|ErrorPolicy)")
            .<JavaClass>forSubtype()
            .or(CanBeAnnotated.Predicates.metaAnnotatedWith(Configuration.class))
            .or(assignableTo(Processor.class))
            .or(assignableTo(Expression.class))
            .or(assignableTo(Policy.class))
            .or(assignableTo(SpanCustomizer.class))
            .as("routes, error policies, configuration or Camel extensions");

    @ArchTest
    static final ArchRule BEANS_KNOW_NO_CAMEL = noClasses()
            .that(OF_A_SERVICE.or(resideInAPackage("caravana.localstack..")))
            .and(DescribedPredicate.not(outermost(TIED_TO_CAMEL)))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..");

    /** The compiler inlines constants: the bytecode has no reference to the class that defines them. */
    @ArchTest
    static final ArchRule BEANS_IMPORT_NOTHING_OF_CAMEL = classes()
            .that(OF_A_SERVICE)
            .and()
            .areTopLevelClasses()
            .and(DescribedPredicate.not(TIED_TO_CAMEL))
            .should(new ArchCondition<>("import nothing of org.apache.camel") {
                @Override
                public void check(JavaClass bean, ConditionEvents events) {
                    String source = SourceFiles.code(SourceFiles.of(bean.getName()));
                    boolean imports =
                            source.lines().anyMatch(line -> line.matches("import .*\\borg\\.apache\\.camel.*"));
                    events.add(new SimpleConditionEvent(bean, !imports, bean.getName() + " imports org.apache.camel"));
                }
            });

    /**
     * SQL statements and AMQP messages go through Camel endpoints, so that error policies, metrics and traces cover
     * them.
     */
    @ArchTest
    static final ArchRule SERVICES_GO_AROUND_NO_ENDPOINT = noClasses()
            .that(OF_A_SERVICE)
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "javax.sql..",
                            "jakarta.persistence..",
                            "org.springframework.jdbc..",
                            "org.springframework.amqp.rabbit..",
                            "com.rabbitmq..")
                    .or(nameMatching("java\\.sql\\.(Connection|Statement|PreparedStatement|DriverManager)"))
                    .or(nameMatching("org\\.apache\\.camel\\..*(Producer|Consumer)Template"))
                    .forSubtype());

    @ArchTest
    static final ArchRule ROUTES_ARE_NAMED_SO = classes()
            .that(OF_A_SERVICE.or(resideInAPackage("caravana.starter..")))
            .and(assignableTo(RouteBuilder.class))
            .and(DescribedPredicate.not(assignableTo(RouteConfigurationBuilder.class)))
            .should()
            .haveSimpleNameEndingWith("Route");

    @ArchTest
    static final ArchRule ERROR_POLICIES_ARE_NAMED_SO = classes()
            .that()
            .areAssignableTo(RouteConfigurationBuilder.class)
            .should()
            .haveNameMatching(".*ErrorPolic(y|ies)");

    @ArchTest
    static final ArchRule STARTER_USES_NOTHING_OF_A_SERVICE = noClasses()
            .that(resideInAPackage("caravana.starter.."))
            .should()
            .dependOnClassesThat(OF_A_SERVICE.or(resideInAPackage("caravana.localstack..")));

    @ArchTest
    static final ArchRule STARTER_HAS_NO_CYCLE =
            slices().matching("caravana.starter.(*)..").should().beFreeOfCycles();

    /** Services use the starter by composition. A base class with hooks would control their flow from outside. */
    @ArchTest
    static final ArchRule SERVICES_EXTEND_NOTHING_OF_THE_STARTER = noClasses()
            .that(OF_A_SERVICE)
            .should()
            .beAssignableTo(resideInAPackage("caravana.starter..")
                    .and(DescribedPredicate.not(JavaClass.Predicates.INTERFACES)));

    @ArchTest
    static final ArchRule ORDERS_USES_NOTHING_OF_ITS_NEIGHBOURS = noClasses()
            .that(resideInAPackage("caravana.orders.."))
            .should()
            .dependOnClassesThat(resideInAPackage("caravana.invoices..").or(resideInAPackage("caravana.localstack..")));

    @ArchTest
    static final ArchRule INVOICES_USES_NOTHING_OF_ITS_NEIGHBOURS = noClasses()
            .that(resideInAPackage("caravana.invoices.."))
            .should()
            .dependOnClassesThat(resideInAPackage("caravana.orders..").or(resideInAPackage("caravana.localstack..")));

    @ArchTest
    static final ArchRule LOCAL_STACK_KNOWS_THE_SERVICES_BY_THEIR_JARS_ONLY = noClasses()
            .that(resideInAPackage("caravana.localstack.."))
            .should()
            .dependOnClassesThat(resideInAPackage("caravana.orders..").or(resideInAPackage("caravana.invoices..")));

    @ArchTest
    static final ArchRule EVERY_ROUTE_HAS_ITS_TEST = classes()
            .that(OF_A_SERVICE)
            .and(simpleNameEndingWith("Route"))
            .should(new ArchCondition<>("have a test class in the same package that is named after it or its flow") {
                @Override
                public void check(JavaClass route, ConditionEvents events) {
                    String flow = route.getName().replaceFirst("Route$", "");
                    boolean tested = exists(flow + "RouteTest") || exists(flow + "Test");
                    events.add(new SimpleConditionEvent(route, tested, flow + "RouteTest"));
                }

                private boolean exists(String testClass) {
                    String file = testClass.replace('.', '/') + ".class";
                    return ArchitectureTest.class.getClassLoader().getResource(file) != null;
                }
            });

    @ArchTest
    static final ArchRule EVERY_PACKAGE_SAYS_WHAT_IT_IS_FOR = classes()
            .should(new ArchCondition<>("be in a package with a package-info.java") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    String packageInfo = type.getPackageName().replace('.', '/') + "/package-info.java";
                    boolean told = SourceFiles.production().stream().anyMatch(file -> file.endsWith(packageInfo));
                    events.add(new SimpleConditionEvent(type, told, packageInfo));
                }
            });

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_CLASS_DOES =
            noClasses().should().haveNameMatching(".*(Utils?|Helper|Manager|Dto|DTO|Impl)(\\$.*)?");

    @ArchTest
    static final ArchRule NO_PACKAGE_IS_A_DRAWER =
            noClasses().should().resideInAnyPackage("..util..", "..dto..", "..processor..", "..config..", "..common..");

    /** Applies the predicate to the outermost enclosing class, or to the class itself. */
    private static DescribedPredicate<JavaClass> outermost(DescribedPredicate<JavaClass> predicate) {
        return DescribedPredicate.describe(predicate.getDescription(), type -> {
            JavaClass outer = type;
            while (outer.getEnclosingClass().isPresent() && !predicate.test(outer)) {
                outer = outer.getEnclosingClass().get();
            }
            return predicate.test(outer);
        });
    }

    @ArchTest
    static final ArchRule INJECTION_IS_BY_CONSTRUCTOR =
            noFields().should().beAnnotatedWith(Autowired.class).orShould().beAnnotatedWith(Value.class);
}
