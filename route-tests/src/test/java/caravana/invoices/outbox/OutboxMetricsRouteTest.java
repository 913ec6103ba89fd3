package caravana.invoices.outbox;

import static org.awaitility.Awaitility.await;

import caravana.fixture.InvoicesTest;
import caravana.invoices.OrdersSimulator;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

@InvoicesTest
class OutboxMetricsRouteTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private MeterRegistry metrics;

    @Autowired
    private ApplicationContext invoices;

    @Test
    void tellsHowManyAnnouncementsWaitAndForHowLong() {
        OrdersSimulator orders = new OrdersSimulator(invoices);
        orders.stopListening();
        try {
            UUID order = orders.place(OrdersSimulator.newMerchant());
            orders.invoice(order);
            jdbc.update("update outbox set queued_at = now() - interval '1 hour'");
            await().atMost(SOON).until(() -> gauge("events") >= 1 && gauge("oldest.age") >= 3600);
        } finally {
            orders.listen();
        }
        await().atMost(SOON).until(() -> gauge("events") == 0 && gauge("oldest.age") == 0);
    }

    private double gauge(String name) {
        return metrics.get("caravana.outbox." + name).gauge().value();
    }
}
