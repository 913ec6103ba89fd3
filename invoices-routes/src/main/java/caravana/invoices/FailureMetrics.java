package caravana.invoices;

import caravana.starter.messaging.Failures;
import caravana.starter.messaging.InvalidMessageException.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Counts failed attempts at an invoice by reason: those that are retried, and those that become dead letters. */
@Component
class FailureMetrics {

    private static final String TRANSIENT = "transient";

    private final Map<String, Counter> byReason;

    FailureMetrics(MeterRegistry metrics) {
        // All from the start: a rate over a counter that comes into being with its first event misses that event.
        byReason = Stream.of(
                        Reason.MALFORMED.word(),
                        Reason.CONTRACT.word(),
                        Reason.BUSINESS_RULE.word(),
                        Reason.UNEXPECTED.word(),
                        TRANSIENT)
                .collect(Collectors.toMap(
                        reason -> reason,
                        reason -> Counter.builder("caravana.invoicing.failures")
                                .description("Attempts at an invoice that failed")
                                .tag("reason", reason)
                                .register(metrics)));
    }

    void count(Throwable failure) {
        String reason =
                Failures.isTransient(failure) ? TRANSIENT : Reason.of(failure).word();
        byReason.get(reason).increment();
    }
}
