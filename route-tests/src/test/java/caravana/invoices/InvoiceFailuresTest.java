package caravana.invoices;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.starter.messaging.InvalidMessageException.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.AmqpConnectException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;

class InvoiceFailuresTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final InvoiceFailures failures = new InvoiceFailures(metrics);

    @Test
    void tellsOfEveryReasonFromTheStart() {
        assertThat(counts())
                .isEqualTo(Map.of(
                        "malformed", 0.0, "contract", 0.0, "business-rule", 0.0, "unexpected", 0.0, "transient", 0.0));
    }

    @Test
    void countsAFailureUnderItsReason() {
        failures.count(new InvalidMessageException(Reason.MALFORMED, "not JSON"));
        failures.count(new InvalidMessageException(Reason.CONTRACT, "no number"));
        failures.count(new InvalidMessageException(Reason.CONTRACT, "no total"));
        failures.count(new InvalidMessageException(Reason.BUSINESS_RULE, "does not add up"));
        failures.count(new IllegalStateException("a bug"));
        failures.count(new DataIntegrityViolationException("a row that the database refuses"));
        failures.count(new QueryTimeoutException("too slow"));
        failures.count(new AmqpConnectException(new IOException("broker away")));
        failures.count(new IllegalStateException("wrapped", new QueryTimeoutException("too slow")));
        assertThat(counts())
                .isEqualTo(Map.of(
                        "malformed", 1.0, "contract", 2.0, "business-rule", 1.0, "unexpected", 2.0, "transient", 3.0));
    }

    private Map<String, Double> counts() {
        Map<String, Double> counts = new TreeMap<>();
        for (Counter counter : metrics.get("caravana.invoice.failures").counters()) {
            counts.put(counter.getId().getTag("reason"), counter.count());
        }
        return counts;
    }
}
