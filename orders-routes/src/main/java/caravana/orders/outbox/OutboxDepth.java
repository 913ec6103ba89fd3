package caravana.orders.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.util.Map;
import org.springframework.stereotype.Component;

/** How much waits in the outbox and for how long, as metrics; each instance tells of the whole outbox. */
@Component
class OutboxDepth {

    private volatile long events;
    private volatile double oldest;

    OutboxDepth(MeterRegistry metrics) {
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
