package caravana.orders.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.fixture.OrdersTest;
import caravana.orders.Faults;
import caravana.orders.OrdersClient;
import caravana.orders.Outbox;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Orders that should have their invoice by now: five minutes and three emissions by default. */
@OrdersTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderReconciliationRouteTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final OrdersClient client;
    private final JdbcTemplate jdbc;
    private final MeterRegistry metrics;
    private final Outbox outbox;
    private final Faults database;

    OrderReconciliationRouteTest(
            @LocalServerPort int port,
            @Autowired CamelContext camel,
            @Autowired JdbcTemplate jdbc,
            @Autowired MeterRegistry metrics) {
        this.client = new OrdersClient(port);
        this.jdbc = jdbc;
        this.metrics = metrics;
        this.outbox = new Outbox(camel, jdbc);
        this.database = Faults.of(camel, OrderReconciliationRoute.ID, "sql:.*queue-overdue-orders.sql.*");
    }

    @BeforeEach
    void keepTheOutboxStill() {
        outbox.stopRelay();
        outbox.clear();
    }

    @AfterEach
    void invoiceAllOrders() {
        database.heal();
        jdbc.update("update orders set invoice_id = id, invoice_number = 'any' where invoice_id is null");
    }

    @AfterAll
    void letTheOutboxGo() {
        outbox.clear();
        outbox.startRelay();
    }

    @Test
    void queuesTheEventOfAnOverdueOrderOnceMoreUnderItsOldId() {
        UUID order = placed();
        UUID event = outbox.eventId(order);
        outbox.clear();
        double before = emittedAgain();
        happenedMinutesAgo(order, 6);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(outbox.attempts(order)).containsExactly(0));
        assertThat(outbox.eventId(order)).isEqualTo(event);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(emittedAgain()).isEqualTo(before + 1);
            assertThat(overdue()).isEqualTo(1);
        });
    }

    @Test
    void leavesAloneWhatIsInTimeInvoicedOrInTheOutboxAnyway() {
        UUID inTime = placed();
        UUID invoiced = placed();
        outbox.clear();
        UUID inTheOutbox = placed();
        happenedMinutesAgo(inTime, 4);
        happenedMinutesAgo(inTheOutbox, 60);
        jdbc.update("update orders set invoice_id = id, invoice_number = 'any' where id = ?", invoiced);
        happenedMinutesAgo(invoiced, 60);

        twoLooks();
        assertThat(jdbc.queryForList("select order_id from outbox", UUID.class)).containsExactly(inTheOutbox);
        assertThat(emissions(inTheOutbox)).isEqualTo(1);
        await().atMost(SOON).untilAsserted(() -> assertThat(overdue()).isEqualTo(1));
    }

    @Test
    void waitsAgainAfterEachEmissionAndGivesUpAfterThree() {
        UUID order = placed();
        for (int emission = 1; emission <= 3; emission++) {
            outbox.clear();
            happenedMinutesAgo(order, 5 * emission - 1);
            twoLooks();
            assertThat(outbox.size()).as("too early for emission " + emission).isZero();

            happenedMinutesAgo(order, 5 * emission + 1);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(outbox.attempts(order)).containsExactly(0));
        }
        outbox.clear();
        happenedMinutesAgo(order, 600);
        twoLooks();
        assertThat(outbox.size()).isZero();
        assertThat(overdue()).as("it is still counted").isEqualTo(1);
    }

    @Test
    void emitsABatchALookAndTheOldestFirst() {
        List<UUID> orders = List.of(placed(), placed());
        outbox.clear();
        jdbc.update("""
                insert into orders (id, merchant, currency, total, customer, items, placed_at, traceparent)
                select gen_random_uuid(), merchant, currency, total, customer, items, now() - interval '6 minutes', traceparent
                from orders, generate_series(1, 150) where id = ?""", orders.get(0));
        database.heal();
        happenedMinutesAgo(orders.get(0), 20);
        happenedMinutesAgo(orders.get(1), 20);

        await().atMost(SOON).untilAsserted(() -> assertThat(outbox.size()).isEqualTo(152));
        assertThat(jdbc.queryForList("select count(*) from outbox group by due_at order by due_at", Integer.class))
                .allSatisfy(atOnce -> assertThat(atOnce).isLessThanOrEqualTo(100));
        assertThat(jdbc.queryForList(
                        "select order_id from outbox where due_at = (select min(due_at) from outbox)", UUID.class))
                .containsAnyElementsOf(orders);
    }

    @Test
    void goesOnByItselfAfterTheDatabaseWasAway() {
        UUID order = placed();
        outbox.clear();
        database.fail(2, () -> new QueryTimeoutException("timeout"));
        happenedMinutesAgo(order, 6);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(outbox.attempts(order)).containsExactly(0));
        assertThat(database.calls()).isGreaterThan(2);
    }

    private UUID placed() {
        return UUID.fromString(client.placed("overdue").path("id").textValue());
    }

    private void happenedMinutesAgo(UUID order, int minutes) {
        jdbc.update("update orders set placed_at = now() - ? * interval '1 minute' where id = ?", minutes, order);
    }

    /** Long enough for a look that began before, and one more, to have ended. */
    private void twoLooks() {
        int before = database.calls();
        await().atMost(SOON).until(() -> database.calls() > before + 2);
    }

    private int emissions(UUID order) {
        return jdbc.queryForObject("select emissions from orders where id = ?", Integer.class, order);
    }

    private double overdue() {
        return metrics.get("caravana.orders.overdue").gauge().value();
    }

    private double emittedAgain() {
        return metrics.get("caravana.orders.emitted.again").counter().count();
    }
}
