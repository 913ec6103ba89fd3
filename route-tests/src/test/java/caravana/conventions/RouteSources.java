package caravana.conventions;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The compiled route classes, with the ids that they define as constants. */
final class RouteSources {

    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("caravana.orders", "caravana.invoices", "caravana.starter");

    private static final String STARTER = "starter";

    private RouteSources() {}

    /** The route classes that a service runs: its own and the starter's. */
    static Set<String> classesRunBy(String service) {
        return Stream.of(service, STARTER)
                .flatMap(owner -> routeClasses(owner).stream())
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
    }

    /** The route ids that a service runs: its own and the starter's. An id must not occur in both. */
    static List<String> idsRunBy(String service) {
        return Stream.of(service, STARTER)
                .flatMap(owner -> idsOf(owner).keySet().stream())
                .toList();
    }

    /** The ids of a service's own routes, each with its class. */
    static Map<String, Class<?>> idsOf(String service) {
        Map<String, Class<?>> ids = new TreeMap<>();
        for (JavaClass route : routeClasses(service)) {
            route.getFields().stream()
                    .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                    .filter(field ->
                            field.getName().equals("ID") || field.getName().endsWith("_ID"))
                    .forEach(field -> {
                        Class<?> before = ids.put(value(field.reflect()), route.reflect());
                        if (before != null) {
                            throw new AssertionError("duplicate route id: " + field);
                        }
                    });
        }
        return ids;
    }

    private static Set<JavaClass> routeClasses(String service) {
        return PRODUCTION.stream()
                .filter(type -> type.getPackageName().startsWith("caravana." + service + "."))
                .filter(type -> type.getSimpleName().endsWith("Route"))
                .collect(Collectors.toSet());
    }

    private static String value(Field constant) {
        try {
            constant.setAccessible(true);
            return (String) constant.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError("cannot read a constant", e);
        }
    }
}
