package caravana.orders.reconciliation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** What is known of the orders without invoice, as metrics; each instance tells of all orders. */
@Component
class ReconciliationMetrics {

    private final AtomicLong uninvoiced = new AtomicLong();
    private final AtomicLong retrying = new AtomicLong();
    private final AtomicLong givenUp = new AtomicLong();
    private final Counter republished;

    ReconciliationMetrics(MeterRegistry metrics) {
        Gauge.builder("caravana.orders.uninvoiced", uninvoiced, AtomicLong::get)
                .description("Orders without invoice, however new")
                .register(metrics);
        gauge(metrics, "retrying", retrying);
        gauge(metrics, "given-up", givenUp);
        republished = Counter.builder("caravana.orders.republished")
                .description("Events of overdue orders that were put into the outbox once more")
                .register(metrics);
    }

    private static void gauge(MeterRegistry metrics, String state, AtomicLong orders) {
        Gauge.builder("caravana.orders.overdue", orders, AtomicLong::get)
                .description("Orders without invoice after too long: still announced again, or given up")
                .tag("state", state)
                .register(metrics);
    }

    /** Takes over a row of {@code count-overdue-orders.sql}. */
    public void count(Map<String, Object> row) {
        uninvoiced.set((Long) row.get("uninvoiced"));
        retrying.set((Long) row.get("retrying"));
        givenUp.set((Long) row.get("given_up"));
    }

    public void republished(long events) {
        republished.increment(events);
    }
}
