package caravana.conventions;

import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.Order;

/** Runs the check of route coverage after all other test classes: run too early it fails, it never passes falsely. */
public class CoverageLast implements ClassOrderer {

    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors()
                .sort(Comparator.comparing(
                                (ClassDescriptor test) -> EveryStepIsRun.class.isAssignableFrom(test.getTestClass()))
                        // Side by side with others, the longest one has to begin first.
                        .thenComparing(test -> test.findAnnotation(Order.class)
                                .map(Order::value)
                                .orElse(Order.DEFAULT))
                        .thenComparing(test -> test.getTestClass().getName()));
    }
}
