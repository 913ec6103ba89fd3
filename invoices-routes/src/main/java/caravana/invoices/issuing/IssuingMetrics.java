package caravana.invoices.issuing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells of invoices that were stored, and counts them once they have their number: then they are issued. */
@Component
class IssuingMetrics {

    private static final Logger LOG = LoggerFactory.getLogger(IssuingMetrics.class);

    private final Counter numbered;

    IssuingMetrics(MeterRegistry metrics) {
        numbered = Counter.builder("caravana.invoices.issued")
                .description("Invoices that got their number")
                .register(metrics);
    }

    /** Takes over the answer of {@code issue-invoice.sql}. */
    public void stored(boolean isNew) {
        LOG.info(isNew ? "The invoice of the order is stored" : "The order has its invoice already");
    }

    void numbered(int invoices) {
        numbered.increment(invoices);
    }
}
