package caravana.orders.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.fixture.Faults;
import caravana.fixture.OrdersTest;
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

/**
 * Orders that should have their invoice by now: an hour after they were placed, in these tests; three emissions at
 * most.
 */
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
        this.database = Faults.of(camel, OrderReconciliationRoute.ID, "sql:.*requeue-overdue-orders.sql.*");
    }

    @BeforeEach
    void keepTheOutboxStill() {
        outbox.stopRelay();
        outbox.clear();
        invoiceAllOrders();
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
        double before = republished();
        placedAndLookedAtMinutesAgo(61, order);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(outbox.attempts(order)).containsExactly(0));
        assertThat(outbox.eventId(order)).isEqualTo(event);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(republished()).isEqualTo(before + 1);
            assertThat(overdue("retrying")).isEqualTo(1);
        });
    }

    @Test
    void takesTheOrdersIdForAnEventFromBeforeThereWereAny() {
        UUID order = placed();
        outbox.clear();
        jdbc.update("update orders set event_id = null where id = ?", order);
        placedAndLookedAtMinutesAgo(61, order);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(outbox.attempts(order)).containsExactly(0));
        assertThat(outbox.eventId(order)).isEqualTo(order);
    }

    @Test
    void leavesAloneWhatIsInTimeInvoicedOrInTheOutboxAnyway() {
        UUID inTime = placed();
        UUID invoiced = placed();
        outbox.clear();
        UUID inTheOutbox = placed();
        jdbc.update("update orders set invoice_id = id, invoice_number = 'any' where id = ?", invoiced);
        placedAndLookedAtMinutesAgo(59, inTime);
        placedAndLookedAtMinutesAgo(61, inTheOutbox, invoiced);

        awaitLookAt(inTheOutbox);
        assertThat(jdbc.queryForList("select order_id from outbox", UUID.class)).containsExactly(inTheOutbox);
        assertThat(emissions(inTheOutbox)).isEqualTo(1);
        await().atMost(SOON).untilAsserted(() -> assertThat(overdue("retrying")).isEqualTo(1));
    }

    @Test
    void waitsAgainAfterEachEmissionHoweverOldTheOrderIs() {
        UUID order = placed();
        outbox.clear();
        placedAndLookedAtMinutesAgo(600, order);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(outbox.attempts(order)).containsExactly(0));
        outbox.clear();

        twoLooks();
        assertThat(outbox.size()).isZero();
        assertThat(emissions(order)).isEqualTo(2);
    }

    @Test
    void givesUpAfterThreeEmissionsAndGoesOnCounting() {
        UUID order = placed();
        for (int emission = 1; emission <= 3; emission++) {
            outbox.clear();
            placedAndLookedAtMinutesAgo(61, order);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(outbox.attempts(order)).containsExactly(0));
        }
        outbox.clear();
        placedAndLookedAtMinutesAgo(61, order);
        awaitLookAt(order);

        assertThat(outbox.size()).isZero();
        assertThat(emissions(order)).isEqualTo(4);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(overdue("given-up")).isEqualTo(1);
            assertThat(overdue("retrying")).isZero();
        });
    }

    @Test
    void looksAtABatchAtATimeLongestNotLookedAtFirst() {
        UUID oldest = placed();
        outbox.clear();
        jdbc.update("""
                with aged as (
                    update orders
                    set placed_at = now() - interval '3 hours', looked_at = now() - interval '3 hours'
                    where id = ?
                )
                insert into orders (id, merchant, currency, total, customer, items, traceparent, placed_at, looked_at)
                select gen_random_uuid(), merchant, currency, total, customer, items, traceparent,
                       now() - interval '2 hours', now() - interval '2 hours'
                from orders, generate_series(1, 700)
                where id = ?""", oldest, oldest);

        await().atMost(SOON).untilAsserted(() -> assertThat(outbox.size()).isEqualTo(701));
        List<Integer> batches =
                jdbc.queryForList("select count(*) from outbox group by due_at order by due_at", Integer.class);
        assertThat(batches).containsExactly(500, 201);
        assertThat(jdbc.queryForList(
                        "select order_id from outbox where due_at = (select min(due_at) from outbox)", UUID.class))
                .contains(oldest);
    }

    @Test
    void goesOnByItselfAfterTheDatabaseWasAway() {
        UUID order = placed();
        outbox.clear();
        database.fail(2, () -> new QueryTimeoutException("timeout"));
        placedAndLookedAtMinutesAgo(61, order);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(outbox.attempts(order)).containsExactly(0));
        assertThat(database.calls()).isGreaterThan(2);
    }

    private UUID placed() {
        return UUID.fromString(client.placed("overdue").path("id").textValue());
    }

    private void placedAndLookedAtMinutesAgo(int minutes, UUID... orders) {
        for (UUID order : orders) {
            jdbc.update("""
                    update orders
                    set placed_at = now() - ? * interval '1 minute',
                        looked_at = now() - ? * interval '1 minute'
                    where id = ?""", minutes, minutes, order);
        }
    }

    private void awaitLookAt(UUID order) {
        await().atMost(SOON)
                .until(() -> jdbc.queryForObject(
                        "select looked_at > now() - interval '1 minute' from orders where id = ?",
                        Boolean.class,
                        order));
    }

    /** Long enough for a look that began before, and one more, to have ended. */
    private void twoLooks() {
        int before = database.calls();
        await().atMost(SOON).until(() -> database.calls() > before + 2);
    }

    private int emissions(UUID order) {
        return jdbc.queryForObject("select emissions from orders where id = ?", Integer.class, order);
    }

    private double overdue(String state) {
        return metrics.get("caravana.orders.overdue")
                .tag("state", state)
                .gauge()
                .value();
    }

    private double republished() {
        return metrics.get("caravana.orders.republished").counter().count();
    }
}
