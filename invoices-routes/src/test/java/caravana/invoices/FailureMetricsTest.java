package caravana.invoices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import caravana.starter.json.InvalidJsonException;
import caravana.starter.json.SchemaReader;
import caravana.starter.json.Violation;
import caravana.starter.messaging.InvalidMessageException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.AmqpConnectException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;

class FailureMetricsTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final FailureMetrics failures = new FailureMetrics(metrics);

    @Test
    void tellsOfEveryReasonFromTheStart() {
        assertThat(counts())
                .isEqualTo(Map.of(
                        "malformed", 0.0, "contract", 0.0, "business-rule", 0.0, "unexpected", 0.0, "transient", 0.0));
    }

    @Test
    void countsAFailureUnderItsReason() {
        failures.count(malformed());
        failures.count(InvalidJsonException.breaksContract(List.of(new Violation("/data/number", "is missing"))));
        failures.count(InvalidJsonException.breaksContract(List.of(new Violation("/data/total", "is missing"))));
        failures.count(new InvalidMessageException("does not add up"));
        failures.count(new IllegalStateException("a bug"));
        failures.count(new DataIntegrityViolationException("a row that the database refuses"));
        failures.count(new QueryTimeoutException("too slow"));
        failures.count(new AmqpConnectException(new IOException("broker away")));
        failures.count(new IllegalStateException("wrapped", new QueryTimeoutException("too slow")));
        assertThat(counts())
                .isEqualTo(Map.of(
                        "malformed", 1.0, "contract", 2.0, "business-rule", 1.0, "unexpected", 2.0, "transient", 3.0));
    }

    private static InvalidJsonException malformed() {
        SchemaReader reader = SchemaReader.ofEvents("classpath:invoices/contract/order.placed.v1.schema.json");
        return catchThrowableOfType(InvalidJsonException.class, () -> reader.read(new byte[] {'{'}));
    }

    private Map<String, Double> counts() {
        Map<String, Double> counts = new TreeMap<>();
        for (Counter counter : metrics.get("caravana.invoicing.failures").counters()) {
            counts.put(counter.getId().getTag("reason"), counter.count());
        }
        return counts;
    }
}
