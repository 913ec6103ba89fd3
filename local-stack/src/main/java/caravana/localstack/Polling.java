package caravana.localstack;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks again, at short intervals, for something that is on its way. */
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

    /** What the supplier found first, or nothing when the time is up. */
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
