package caravana.conventions;

import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.Order;

/** Runs the route coverage tests after all other test classes. Run earlier, they can fail, but never pass wrongly. */
public class CoverageLast implements ClassOrderer {

    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors()
                .sort(Comparator.comparing((ClassDescriptor test) ->
                                RouteCoverageChecks.class.isAssignableFrom(test.getTestClass()))
                        // Test classes run in parallel, so the longest one starts first.
                        .thenComparing(test -> test.findAnnotation(Order.class)
                                .map(Order::value)
                                .orElse(Order.DEFAULT))
                        .thenComparing(test -> test.getTestClass().getName()));
    }
}
