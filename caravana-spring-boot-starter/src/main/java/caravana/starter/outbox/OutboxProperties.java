package caravana.starter.outbox;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the outbox is emptied and watched.
 *
 * @param pollDelay how long the relay waits after it has found less than a full batch, a millisecond at the least
 * @param batchSize the most events that are in flight to the broker at once, 1 to 10,000
 * @param lease how long an instance has to publish what it has claimed before another may claim it: whole seconds,
 *     longer than {@code caravana.publisher-confirms.timeout}
 * @param metricsInterval how long to wait between two measurements of the outbox, a millisecond at the least
 */
@ConfigurationProperties("caravana.outbox")
record OutboxProperties(
        @DefaultValue("50ms") Duration pollDelay,
        @DefaultValue("500") int batchSize,
        @DefaultValue("20s") Duration lease,
        @DefaultValue("5s") Duration metricsInterval) {

    private static final int MAX_BATCH_SIZE = 10_000;

    OutboxProperties {
        requirePause("poll-delay", pollDelay);
        requirePause("metrics-interval", metricsInterval);
        if (batchSize < 1 || batchSize > MAX_BATCH_SIZE) {
            throw new IllegalArgumentException(
                    "caravana.outbox.batch-size is " + batchSize + ": it must be 1 to 10000");
        }
    }

    private static void requirePause(String name, Duration value) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException("caravana.outbox." + name + " is " + value + ": it must be 1ms or more");
        }
    }

    /** What is claimed must not be claimed by another instance while its confirms are still waited for. */
    void requireLeaseLongerThan(Duration confirmTimeout) {
        if (Duration.ofSeconds(lease.toSeconds()).compareTo(confirmTimeout) <= 0) {
            throw new IllegalArgumentException("caravana.outbox.lease is " + lease
                    + ": it must be longer than caravana.publisher-confirms.timeout, which is " + confirmTimeout);
        }
    }
}
