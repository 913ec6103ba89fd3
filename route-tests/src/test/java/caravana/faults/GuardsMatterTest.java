package caravana.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.faults.Ledger.Count;
import caravana.faults.TcpProxy.Direction;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The books would show it: the same fault, once with all guards and once with one of them switched off, leaves clean
 * books the first time, and orders lost or invoiced twice the second time.
 */
@Tag("faults")
@ExtendWith(Servers.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardsMatterTest {

    private static final int SOME = 2 * Load.ORDERS_PER_SECOND;
    private static final Duration SOON = Duration.ofMinutes(2);
    /** A lease as short as it may be: what a dead relay has claimed is claimed again soon. */
    private static final Map<String, String> QUICK =
            Map.of("CARAVANA_PUBLISHERCONFIRMS_TIMEOUT", "3s", "CARAVANA_OUTBOX_LEASE", "4s");

    private static final Duration LONGER_THAN_THE_CONFIRM_TIMEOUT = Duration.ofSeconds(6);

    private final Servers servers;
    private SystemUnderTest guarded;

    GuardsMatterTest(Servers servers) {
        this.servers = servers;
    }

    @AfterAll
    void stop() {
        if (guarded != null) {
            guarded.close();
        }
    }

    /** Something that happens to a rig under load. */
    @FunctionalInterface
    private interface Fault {
        void happen(SystemUnderTest system, Load load) throws Exception;
    }

    @Test
    void ordersAreLostIfNobodyWaitsForConfirms() throws Exception {
        Path deaf = Mutant.of(
                "orders",
                "delete-published-events.sql",
                "(?s)cast\\(:#confirmed as uuid\\[]\\)(.+)where event_id = any \\(cast\\(:#refused as uuid\\[]\\)\\)",
                "cast(:#confirmed as uuid[]) || cast(:#refused as uuid[])$1where false");
        try (SystemUnderTest unguarded =
                new SystemUnderTest("noconfirms", servers, deaf, Servers.jar("invoices"), QUICK)) {
            Count without = matters(
                    "the wait for confirms", "connection cut mid-publish", unguarded.start(), (system, load) -> {
                        system.orders().broker().stall(Direction.TO_SERVER);
                        load.awaitAccepted(SOME);
                        load.runFor(LONGER_THAN_THE_CONFIRM_TIMEOUT);
                        assertThat(system.orders().broker().heldBytes(Direction.TO_SERVER))
                                .isPositive();
                        system.orders().broker().cut();
                        system.orders().broker().mend();
                    });
            assertThat(without.lost()).isPositive();
            assertThat(without.doubled()).isZero();
        }
    }

    @Test
    void ordersAreInvoicedTwiceWithoutTheUniqueKey() throws Exception {
        Path forgetful = Mutant.of("invoices", "issue-invoice.sql", "on conflict \\(order_id\\) do nothing", "");
        try (SystemUnderTest unguarded =
                new SystemUnderTest("nokey", servers, Servers.jar("orders"), forgetful, QUICK)) {
            unguarded.start();
            unguarded.ledger().invoices().execute("alter table invoices drop constraint invoices_order_id_key");
            Count without = matters("the unique key", "every message delivered twice", unguarded, (system, load) -> {
                try (Messages.Copier copier = system.messages()
                        .copyAll(system.exchange(), Map.of("order.placed.v1", system.orderPlacedQueue()))) {
                    load.awaitAccepted(SOME);
                    load.stop();
                    system.awaitQuiet();
                    assertThat(copier.copied()).isNotEmpty();
                }
            });
            assertThat(without.doubled()).isPositive();
            assertThat(without.lost()).isZero();
        }
    }

    @Test
    void ordersAreLostIfTheirEventIsStoredInAnotherTransaction() throws Exception {
        Path twoSteps = Mutant.of(
                "orders",
                "place-order.sql",
                "(?s)with placed as \\((.+?)\\s+returning [^)]+\\)\\s*insert into outbox \\(order_id, event_id\\).+",
                "$1;\ncommit;\ninsert into outbox (order_id, event_id) values (:#id, :#eventId)\n");
        try (SystemUnderTest unguarded =
                new SystemUnderTest("notransaction", servers, twoSteps, Servers.jar("invoices"), QUICK)) {
            Count without = matters(
                    "the transaction", "Orders killed while it stores an order", unguarded.start(), (system, load) -> {
                        killWhileTheOutboxWaits(system);
                        system.orders().start();
                    });
            assertThat(without.lost()).isPositive();
            assertThat(without.doubled()).isZero();
        }
    }

    /** A trigger holds up every new outbox row until this is over. */
    private static void killWhileTheOutboxWaits(SystemUnderTest system) throws Exception {
        JdbcTemplate database = system.ledger().orders();
        try (Connection connection = database.getDataSource().getConnection();
                Statement session = connection.createStatement()) {
            session.execute("select pg_advisory_lock(1)");
            session.execute("""
                    create function wait() returns trigger language plpgsql as
                    'begin perform pg_advisory_xact_lock(1); return new; end'
                    """);
            session.execute("create trigger wait before insert on outbox for each row execute function wait()");
            await("an order is being stored")
                    .atMost(SOON)
                    .until(() -> database.queryForObject(
                            "select exists (select from pg_stat_activity where wait_event = 'advisory'"
                                    + " and datname = current_database())",
                            Boolean.class));
            system.orders().kill();
            // They would still do what they were told, had they not ended with the service.
            session.execute("select pg_terminate_backend(pid, 10000) from pg_stat_activity"
                    + " where datname = current_database() and backend_type = 'client backend'"
                    + " and pid <> pg_backend_pid()");
            session.execute("drop trigger wait on outbox");
        }
    }

    /** Returns what the fault does without the guard, and makes sure that it does no harm with it. */
    private Count matters(String guard, String name, SystemUnderTest unguarded, Fault fault) throws Exception {
        if (guarded == null) {
            guarded = new SystemUnderTest("guarded", servers, Servers.jar("orders"), Servers.jar("invoices"), QUICK)
                    .start();
        }
        Count with = after(fault, guarded, guard);
        Count without = after(fault, unguarded, guard);
        servers.report.guard(guard, name, with, without);
        assertThat(with.isClean()).as("%s", with).isTrue();
        return without;
    }

    private static Count after(Fault fault, SystemUnderTest system, String guard) throws Exception {
        List<String> merchants = List.of(guard + " A", guard + " B");
        try (Load load = Load.startWithoutKeys(system.orders().apis(), merchants)) {
            load.awaitAccepted(SOME);
            fault.happen(system, load);
            load.stop();
            system.awaitReady();
            system.awaitQuiet();
            assertThat(load.unexpected()).isEmpty();
            return system.ledger().count(merchants, load.accepted());
        }
    }
}
