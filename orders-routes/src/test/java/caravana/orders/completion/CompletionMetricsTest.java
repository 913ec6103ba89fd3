package caravana.orders.completion;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CompletionMetricsTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final CompletionMetrics invoiced = new CompletionMetrics(metrics);

    @Test
    void putsAnOrderIntoTheBucketsOfItsDelay() {
        complete(Duration.ofSeconds(7), true);
        assertThat(delay().count()).isOne();
        assertThat(delay().totalTime(TimeUnit.SECONDS)).isBetween(7.0, 9.0);
        assertThat(within(5)).isZero();
        assertThat(within(10)).isOne();
        assertThat(within(3600)).isOne();
    }

    @Test
    void measuresAnOrderOnce() {
        complete(Duration.ofSeconds(1), true);
        complete(Duration.ofSeconds(60), false);
        assertThat(delay().count()).isOne();
    }

    @Test
    void takesAnOrderFromAClockThatIsAheadForOneOfThisMoment() {
        complete(Duration.ofSeconds(-3), true);
        assertThat(delay().totalTime(TimeUnit.NANOSECONDS)).isZero();
        assertThat(within(0.1)).isOne();
    }

    private void complete(Duration after, boolean news) {
        invoiced.count(Map.of(
                "id",
                UUID.randomUUID(),
                "placed_at",
                Timestamp.from(Instant.now().minus(after)),
                "news",
                news));
    }

    private Timer delay() {
        return metrics.get("caravana.order.to.invoice.duration").timer();
    }

    private double within(double seconds) {
        return Stream.of(delay().takeSnapshot().histogramCounts())
                .filter(bucket -> bucket.bucket(TimeUnit.SECONDS) == seconds)
                .mapToDouble(CountAtBucket::count)
                .findFirst()
                .orElseThrow();
    }
}
