package caravana.starter.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.util.Map;

/** How much waits in the outbox and for how long, as metrics; each instance measures the whole outbox. */
final class OutboxMetrics {

    private volatile long events;
    private volatile double oldest;

    OutboxMetrics(MeterRegistry metrics) {
        Gauge.builder("caravana.outbox.events", () -> events)
                .description("Events that wait in the outbox for the broker's confirm")
                .register(metrics);
        Gauge.builder("caravana.outbox.oldest.age", () -> oldest)
                .description("How long the oldest event in the outbox has waited")
                .baseUnit("seconds")
                .register(metrics);
    }

    /** Takes over the row of {@code measure-outbox.sql}. */
    public void measured(Map<String, Object> row) {
        events = (Long) row.get("events");
        oldest = ((BigDecimal) row.get("oldest_age")).doubleValue();
    }
}
