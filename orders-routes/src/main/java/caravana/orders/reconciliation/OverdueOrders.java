package caravana.orders.reconciliation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** What is known of the orders that should have their invoice by now, as metrics. */
@Component
class OverdueOrders {

    private final AtomicLong overdue = new AtomicLong();
    private final Counter emittedAgain;

    OverdueOrders(MeterRegistry metrics) {
        Gauge.builder("caravana.orders.overdue", overdue, AtomicLong::get)
                .description("Orders that were without invoice for too long when they were last counted")
                .register(metrics);
        emittedAgain = Counter.builder("caravana.orders.emitted.again")
                .description("Events of overdue orders that were put into the outbox once more")
                .register(metrics);
    }

    public void emittedAgain(int events) {
        emittedAgain.increment(events);
    }

    public void count(long orders) {
        overdue.set(orders);
    }
}
