package caravana.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.faults.TcpProxy.Direction;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A broker, a database or a connection that is away, hangs or forgets: the orders add up. */
@Tag("faults")
@ExtendWith(Servers.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageFaultsTest {

    private static final Duration SOON = Duration.ofMinutes(2);

    /** More than a heartbeat, less than one order. */
    private static final long AN_EVENT_BYTES = 500;

    private static final Duration LONGER_THAN_THE_SOCKET_TIMEOUT = Duration.ofSeconds(35);

    private final Servers servers;
    private final FaultCase cases;
    private SystemUnderTest system;

    OutageFaultsTest(Servers servers) {
        this.servers = servers;
        this.cases = new FaultCase(servers, "outagefaults");
    }

    @BeforeEach
    void startWhatIsMissing() {
        system = cases.system();
    }

    @AfterAll
    void stop() {
        cases.close();
    }

    @Test
    void theBrokerRestarts() throws Exception {
        cases.survives("Broker restarted", (load, random) -> {
            servers.broker.stop();
            servers.broker.start();
        });
    }

    @Test
    void theBrokerIsAwayFor30Seconds() throws Exception {
        cases.survives("Broker killed and away for 30 s", (load, random) -> {
            servers.broker.kill();
            int before = load.accepted().size();
            load.runFor(Duration.ofSeconds(30));
            assertThat(load.accepted().size() - before)
                    .as("orders that were accepted without a broker")
                    .isGreaterThan(30 * Load.REQUIRED_PER_SECOND);
            servers.broker.start();
        });
    }

    @Test
    void theConnectionToTheBrokerIsCutBeforeTheConfirm() throws Exception {
        cases.survives("Connection of Orders to the broker cut between publish and confirm", (load, random) -> {
            system.orders().broker().stall(Direction.TO_CLIENT);
            cases.awaitPublishedWithoutBeingMarked();
            system.orders().broker().cut();
            assertThat(system.ledger().publishedWithoutBeingMarked()).isPositive();
            system.orders().broker().mend();
        });
    }

    @Test
    void theDatabaseOfOrdersRestarts() throws Exception {
        cases.survives("Database of Orders crashed and restarted", (load, random) -> {
            servers.ordersDatabase.kill();
            servers.ordersDatabase.start();
        });
    }

    @Test
    void theDatabaseOfInvoicesRestarts() throws Exception {
        cases.survives("Database of Invoices crashed and restarted", (load, random) -> {
            servers.invoicesDatabase.kill();
            servers.invoicesDatabase.start();
        });
    }

    @Test
    void theDatabaseOfOrdersHangs() throws Exception {
        cases.survives("Database of Orders hangs for 35 s, without a reset", (load, random) -> {
            system.orders().database().stall(Direction.values());
            load.runFor(Duration.ofSeconds(1));
            int before = load.accepted().size();
            load.runFor(LONGER_THAN_THE_SOCKET_TIMEOUT);
            assertThat(load.accepted())
                    .as("nothing is accepted that cannot be stored")
                    .hasSize(before);
            system.orders().database().mend();
        });
    }

    @Test
    void theDatabaseOfInvoicesHangs() throws Exception {
        cases.survives("Database of Invoices hangs for 35 s, without a reset", (load, random) -> {
            system.invoices().database().stall(Direction.values());
            load.runFor(Duration.ofSeconds(1));
            long before = system.databases().invoiceCount();
            load.runFor(LONGER_THAN_THE_SOCKET_TIMEOUT);
            assertThat(system.databases().invoiceCount())
                    .as("no invoice gets through")
                    .isEqualTo(before);
            system.invoices().database().mend();
        });
    }

    @Test
    void theConnectionToTheBrokerIsCutBeforeTheEventsArrive() throws Exception {
        cases.survives("Connection of Orders to the broker cut while it publishes", (load, random) -> {
            system.orders().broker().stall(Direction.TO_SERVER);
            load.awaitAccepted(FaultCase.SOME);
            await("events are on their way")
                    .atMost(SOON)
                    .until(() -> system.orders().broker().heldBytes(Direction.TO_SERVER) > AN_EVENT_BYTES);
            system.orders().broker().cut();
            system.orders().broker().mend();
        });
    }

    /** What no guard of ours can prevent: messages that the broker had confirmed are gone. */
    @Test
    void bothQueuesArePurged() throws Exception {
        system = cases.system(
                Map.of("CARAVANA_RECONCILIATION_OVERDUEAFTER", "10s", "CARAVANA_RECONCILIATION_INTERVAL", "1s"));
        cases.survives("Both queues purged, orders reconciled after 10 s", (load, random) -> {
            system.invoices().process().stop();
            load.runFor(Duration.ofSeconds(2));
            assertThat(system.messages().purge(system.orderPlacedQueue())).isPositive();
            load.runFor(Duration.ofSeconds(1));
            system.orders().process().stop();
            system.invoices().start();
            system.invoices().awaitReady();
            await("answers wait for Orders")
                    .atMost(SOON)
                    .until(() -> system.messages().waiting(system.invoiceIssuedQueue()) > 0);
            assertThat(system.messages().purge(system.invoiceIssuedQueue())).isPositive();
            system.orders().start();
        });
    }
}
