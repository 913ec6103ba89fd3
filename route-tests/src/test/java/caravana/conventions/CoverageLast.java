package caravana.conventions;

import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/** Runs the check of route coverage after all other test classes: run too early it fails, it never passes falsely. */
public class CoverageLast implements ClassOrderer {

    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors()
                .sort(Comparator.comparing(
                                (ClassDescriptor test) -> EveryStepIsRun.class.isAssignableFrom(test.getTestClass()))
                        .thenComparing(test -> test.getTestClass().getName()));
    }
}
