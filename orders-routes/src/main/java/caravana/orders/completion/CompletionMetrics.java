package caravana.orders.completion;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * How long it took from a placed order to its invoice, as Orders sees it: from its own clock to its own clock, with the
 * whole way through Invoices and back. The objective of the service is stated over this.
 */
@Component
class CompletionMetrics {

    private static final Logger LOG = LoggerFactory.getLogger(CompletionMetrics.class);

    /** Upper bounds of the buckets; the objective, five seconds, is one of them. */
    private static final Duration[] BUCKETS = Stream.of(
                    "PT0.1S", "PT0.25S", "PT0.5S", "PT1S", "PT2.5S", "PT5S", "PT10S", "PT30S", "PT1M", "PT5M", "PT15M",
                    "PT1H")
            .map(Duration::parse)
            .toArray(Duration[]::new);

    private final Clock clock = Clock.systemUTC();
    private final Timer delay;

    CompletionMetrics(MeterRegistry metrics) {
        delay = Timer.builder("caravana.order.to.invoice.duration")
                .description("From a placed order to its invoice, with the way back to Orders")
                .serviceLevelObjectives(BUCKETS)
                .register(metrics);
    }

    /** Takes over the row of {@code complete-order.sql}: an order that is completed again is not counted again. */
    public void count(Map<String, Object> row) {
        if ((Boolean) row.get("news")) {
            Duration taken = Duration.between(((Timestamp) row.get("placed_at")).toInstant(), clock.instant());
            // Another instance has placed it, whose clock may be ahead of ours.
            delay.record(taken.isNegative() ? Duration.ZERO : taken);
            LOG.info("Order {} is invoiced after {} ms", row.get("id"), taken.toMillis());
        }
    }
}
