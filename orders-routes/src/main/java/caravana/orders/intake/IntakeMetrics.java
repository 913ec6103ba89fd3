package caravana.orders.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Counts the orders that were stored and answered 201: each once, however often its client sends it. */
@Component
class IntakeMetrics {

    private static final Logger LOG = LoggerFactory.getLogger(IntakeMetrics.class);

    private final Counter accepted;

    IntakeMetrics(MeterRegistry metrics) {
        accepted = Counter.builder("caravana.orders.placed")
                .description("Orders that were stored and answered 201")
                .register(metrics);
    }

    void count(OrderRequest request, OrderResponse answer) {
        boolean recalled = !answer.orderId().equals(request.placed().order().id());
        if (recalled) {
            LOG.info("Order {} was placed before under the same key", answer.orderId());
        } else {
            accepted.increment();
            LOG.info("Order {} is placed", answer.orderId());
        }
    }
}
