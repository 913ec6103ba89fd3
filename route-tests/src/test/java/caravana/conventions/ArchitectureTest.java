package caravana.conventions;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

@AnalyzeClasses(
        packages = {"caravana.orders", "caravana.invoices", "caravana.localstack"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /**
     * Beside routes and error policies these stand between Camel and the beans: who asks (Merchant, Operator, HttpCall),
     * the trace (TraceParent, Tracing, SpanConventions), what it is about (Subject), and what is a policy of Camel's: the broker's confirms (ConfirmedPublishing) and
     * the transaction (InOneTransaction).
     */
    private static final DescribedPredicate<HasName> TIED_TO_CAMEL = nameMatching("caravana\\.(orders|invoices)\\."
                    + "(.*(Route|ErrorPolicy|Tracing)|Merchant|Operator|HttpCall|TraceParent|SpanConventions|Subject"
                    + "|ConfirmedPublishing|InOneTransaction)(\\$.*)?")
            .as("routes, error policies and what ties them to the outside");

    @ArchTest
    static final ArchRule BEANS_KNOW_NO_CAMEL = noClasses()
            .that(DescribedPredicate.not(TIED_TO_CAMEL).forSubtype())
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..");

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
            .that(simpleNameEndingWith("Route"))
            .should(new ArchCondition<>("have a test class in the same package that is named after it or its flow") {
                @Override
                public void check(JavaClass route, ConditionEvents events) {
                    String flow = route.getName().replaceFirst("Route$", "");
                    boolean tested = isThere(flow + "RouteTest") || isThere(flow + "Test");
                    events.add(new SimpleConditionEvent(route, tested, flow + "RouteTest"));
                }

                private boolean isThere(String testClass) {
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

    @ArchTest
    static final ArchRule INJECTION_IS_BY_CONSTRUCTOR =
            noFields().should().beAnnotatedWith(Autowired.class).orShould().beAnnotatedWith(Value.class);
}
