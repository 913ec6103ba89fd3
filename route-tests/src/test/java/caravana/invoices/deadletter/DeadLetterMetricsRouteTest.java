package caravana.invoices.deadletter;

import static org.awaitility.Awaitility.await;

import caravana.fixture.InvoicesTest;
import caravana.invoices.OrdersSimulator;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

@InvoicesTest
class DeadLetterMetricsRouteTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private MeterRegistry metrics;

    @Autowired
    private ApplicationContext invoices;

    @Test
    void countsTheLettersThatWaitByTheirReason() {
        double before = letters("malformed", "waiting");
        String id = UUID.randomUUID().toString();
        new OrdersSimulator(invoices)
                .publish("no JSON".getBytes(StandardCharsets.UTF_8), OrdersSimulator.properties(id));
        await().atMost(SOON).until(() -> letters("malformed", "waiting") == before + 1);

        jdbc.update("update dead_letters set status = 'discarded' where message_id = ?", id);
        await().atMost(SOON).until(() -> letters("malformed", "waiting") == before);
    }

    private double letters(String reason, String status) {
        return metrics.get("caravana.dead.letters")
                .tags("reason", reason, "status", status)
                .gauge()
                .value();
    }
}
