package caravana.orders.outbox;

import static org.awaitility.Awaitility.await;

import caravana.fixture.OrdersTest;
import caravana.orders.OrdersClient;
import caravana.orders.Outbox;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

@OrdersTest
class OutboxMetricsRouteTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private MeterRegistry metrics;

    @Autowired
    private CamelContext camel;

    @LocalServerPort
    private int port;

    @Test
    void tellsHowMuchWaitsInTheOutboxAndForHowLong() {
        Outbox outbox = new Outbox(camel, jdbc);
        outbox.stopRelay();
        outbox.clear();
        try {
            new OrdersClient(port).placed("demo");
            jdbc.update("update outbox set queued_at = now() - interval '1 hour'");
            await().atMost(SOON).until(() -> gauge("events") == 1 && gauge("oldest.age") >= 3600);
        } finally {
            outbox.clear();
            outbox.startRelay();
        }
        await().atMost(SOON).until(() -> gauge("events") == 0 && gauge("oldest.age") == 0);
    }

    private double gauge(String name) {
        return metrics.get("caravana.outbox." + name).gauge().value();
    }
}
