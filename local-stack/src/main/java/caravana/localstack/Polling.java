package caravana.localstack;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Polls at intervals of 100 ms until a result is available. */
final class Polling {

    private static final Duration INTERVAL = Duration.ofMillis(100);

    private Polling() {}

    static void briefly() {
        of(INTERVAL);
    }

    static void of(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted", e);
        }
    }

    /** Returns the first result of the supplier, or empty after the time-out. */
    static <T> Optional<T> until(Duration timeout, Supplier<Optional<T>> found) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Optional<T> value = found.get();
            if (value.isPresent() || System.nanoTime() > deadline) {
                return value;
            }
            briefly();
        }
    }
}
