package caravana.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.faults.TcpProxy.Direction;
import caravana.journey.Api;
import caravana.journey.OrderForm;
import caravana.localstack.ServiceProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** One fault a test, under load, and then the books: every order has exactly one invoice, whatever has happened. */
@Tag("faults")
@ExtendWith(Servers.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(1)
class FaultsTest {

    private static final int SOME = 3 * Load.ORDERS_PER_SECOND;
    private static final Duration SOON = Duration.ofMinutes(2);
    /** Numbers that no client of the load has. */
    private static final int FIRST_OF_THE_HELD_UP = 900_000;

    private static final int A_FEW = 10;
    private static final int ENDED_BY_SIGTERM = 143;

    /** More than a heartbeat, less than one order. */
    private static final long AN_EVENT_BYTES = 500;

    private static final Duration LONGER_THAN_THE_SOCKET_TIMEOUT = Duration.ofSeconds(35);

    private final Servers servers;
    private int rigs;
    private int cases;
    private Rig rig;
    /** Whether the last test left everything running and settled. */
    private boolean intact;

    FaultsTest(Servers servers) {
        this.servers = servers;
    }

    @BeforeEach
    void startWhatIsMissing() {
        if (!intact) {
            stop();
            rigs++;
            rig = new Rig("faults" + rigs, servers, Map.of()).start();
        }
        intact = false;
    }

    @AfterAll
    void stop() {
        if (rig != null) {
            rig.close();
            rig = null;
        }
    }

    /** Something that breaks, and is whole again when this returns. */
    @FunctionalInterface
    private interface Fault {
        void happen(Load load, Random random) throws Exception;
    }

    /** What is still to come when all orders are invoiced. */
    @FunctionalInterface
    private interface Aftermath {
        void come(List<String> merchants) throws Exception;
    }

    private void survives(String name, Fault fault) throws Exception {
        survives(name, fault, merchants -> {});
    }

    private void survives(String name, Fault fault, Aftermath aftermath) throws Exception {
        cases++;
        String number = Integer.toString(cases);
        List<String> merchants = List.of("north-" + number, "east-" + number, "south-" + number, "west-" + number);
        // A test of its own has the same random numbers as all together.
        Random random = new Random(Report.SEED + name.hashCode());
        Duration recovery = null;
        try (Load load = Load.start(rig.orders().apis(), merchants)) {
            try {
                load.awaitAccepted(SOME);
                fault.happen(load, random);
                Instant over = Instant.now();
                load.awaitAccepted(1);
                rig.ledger().awaitInvoiced(merchants, over, SOON);
                recovery = Duration.between(over, Instant.now());
                load.awaitAccepted(SOME);
                load.stop();
                rig.awaitReady();
                rig.awaitSettled();
                aftermath.come(merchants);
            } finally {
                servers.startAll();
                servers.report.fault(name, rig.ledger().count(merchants, load.accepted()), recovery);
            }
            assertThat(rig.ledger().count(merchants, load.accepted()).isClean()).isTrue();
            assertThat(load.unexpected()).isEmpty();
            rig.books().assertOneInvoiceForEachOrder(load.accepted().keySet());
            for (String queue : rig.deadLetterQueues()) {
                assertThat(rig.messages().waiting(queue)).as(queue).isZero();
            }
        }
        servers.report.passed();
        intact = true;
    }

    private void awaitPublishedWithoutBeingMarked() {
        await("an order is invoiced whose event is still in the outbox")
                .atMost(SOON)
                .until(() -> rig.ledger().publishedWithoutBeingMarked() > 0);
    }

    @Test
    @Order(1)
    void ordersIsKilledAtRandomMoments() throws Exception {
        survives("Orders killed three times at random moments", (load, random) -> {
            for (int kill = 0; kill < 3; kill++) {
                rig.orders().awaitReady();
                load.runFor(Duration.ofMillis(200 + random.nextInt(2_000)));
                rig.orders().kill();
                assertThat(rig.orders().process().isAlive()).isFalse();
                rig.orders().start();
            }
        });
    }

    @Test
    @Order(2)
    void ordersIsKilledBetweenPublishAndMark() throws Exception {
        survives("Orders killed between publish and mark", (load, random) -> {
            rig.orders().broker().stall(Direction.TO_CLIENT);
            awaitPublishedWithoutBeingMarked();
            rig.orders().kill();
            assertThat(rig.ledger().publishedWithoutBeingMarked()).isPositive();
            rig.orders().broker().mend();
            rig.orders().start();
        });
    }

    @Test
    @Order(3)
    void invoicesIsKilledBeforeItsCommit() throws Exception {
        survives("Invoices killed before its commit", (load, random) -> {
            rig.invoices().database().stall(Direction.TO_SERVER);
            load.runFor(Duration.ofSeconds(2));
            assertThat(rig.invoices().database().heldBytes(Direction.TO_SERVER)).isPositive();
            rig.invoices().kill();
            // what it has sent never arrives
            rig.invoices().database().cut();
            List<UUID> again = ordersDeliveredInVain();
            assertThat(again.size() - rig.ledger().withInvoice(again)).isPositive();
            rig.invoices().database().mend();
            rig.invoices().start();
        });
    }

    @Test
    @Order(4)
    void invoicesIsKilledAfterItsCommit() throws Exception {
        survives("Invoices killed after its commit, before its acknowledgement", (load, random) -> {
            rig.invoices().broker().stall(Direction.TO_SERVER);
            load.runFor(Duration.ofSeconds(2));
            rig.invoices().kill();
            // what it has acknowledged never arrives
            rig.invoices().broker().cut();
            assertThat(rig.ledger().withInvoice(ordersDeliveredInVain())).isPositive();
            rig.invoices().broker().mend();
            rig.invoices().start();
        });
    }

    private List<UUID> ordersDeliveredInVain() throws Exception {
        await("the broker takes back what was not acknowledged")
                .atMost(SOON)
                .until(() -> rig.messages().isAbandoned(rig.orderPlacedQueue()));
        return rig.messages().ordersDeliveredInVain(rig.orderPlacedQueue());
    }

    @Test
    @Order(5)
    void theBrokerRestarts() throws Exception {
        survives("Broker restarted", (load, random) -> {
            servers.broker.stop();
            servers.broker.start();
        });
    }

    @Test
    @Order(6)
    void theBrokerIsAwayFor30Seconds() throws Exception {
        survives("Broker killed and away for 30 s", (load, random) -> {
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
    @Order(7)
    void theConnectionToTheBrokerIsCutBeforeTheConfirm() throws Exception {
        survives("Connection of Orders to the broker cut between publish and confirm", (load, random) -> {
            rig.orders().broker().stall(Direction.TO_CLIENT);
            awaitPublishedWithoutBeingMarked();
            rig.orders().broker().cut();
            assertThat(rig.ledger().publishedWithoutBeingMarked()).isPositive();
            rig.orders().broker().mend();
        });
    }

    @Test
    @Order(8)
    void theDatabaseOfOrdersRestarts() throws Exception {
        survives("Database of Orders crashed and restarted", (load, random) -> {
            servers.ordersDatabase.kill();
            servers.ordersDatabase.start();
        });
    }

    @Test
    @Order(9)
    void theDatabaseOfInvoicesRestarts() throws Exception {
        survives("Database of Invoices crashed and restarted", (load, random) -> {
            servers.invoicesDatabase.kill();
            servers.invoicesDatabase.start();
        });
    }

    @Test
    @Order(10)
    void theDatabaseOfOrdersHangs() throws Exception {
        survives("Database of Orders hangs for 35 s, without a reset", (load, random) -> {
            rig.orders().database().stall(Direction.values());
            load.runFor(Duration.ofSeconds(1));
            int before = load.accepted().size();
            load.runFor(LONGER_THAN_THE_SOCKET_TIMEOUT);
            assertThat(load.accepted())
                    .as("nothing is accepted that cannot be stored")
                    .hasSize(before);
            rig.orders().database().mend();
        });
    }

    @Test
    @Order(11)
    void theDatabaseOfInvoicesHangs() throws Exception {
        survives("Database of Invoices hangs for 35 s, without a reset", (load, random) -> {
            rig.invoices().database().stall(Direction.values());
            load.runFor(Duration.ofSeconds(1));
            long before = rig.books().invoiceCount();
            load.runFor(LONGER_THAN_THE_SOCKET_TIMEOUT);
            assertThat(rig.books().invoiceCount()).as("no invoice gets through").isEqualTo(before);
            rig.invoices().database().mend();
        });
    }

    @Test
    @Order(12)
    void twoInstancesOfEachService() throws Exception {
        List<ServiceProcess> others =
                List.of(rig.orders().addInstance(), rig.invoices().addInstance());
        others.forEach(ServiceProcess::start);
        others.forEach(instance -> instance.awaitReady(Service.START_TIMEOUT));
        survives("Two instances of each service, one of each killed", (load, random) -> {
            load.runFor(Duration.ofMillis(200 + random.nextInt(2_000)));
            others.forEach(ServiceProcess::kill);
            load.runFor(Duration.ofSeconds(2));
            others.forEach(ServiceProcess::start);
            others.forEach(instance -> instance.awaitReady(Service.START_TIMEOUT));
        });
        rig.orders().removeOtherInstances();
        rig.invoices().removeOtherInstances();
    }

    @Test
    @Order(13)
    void everyMessageIsDeliveredTwice() throws Exception {
        Map<String, String> queueOfKey = Map.of(
                "order.placed.v1", rig.orderPlacedQueue(),
                "invoice.issued.v1", rig.invoiceIssuedQueue());
        try (Messages.Copier copier = rig.messages().copyAll(rig.exchange(), queueOfKey)) {
            survives("Every message delivered twice", (load, random) -> load.awaitAccepted(2 * SOME), merchants -> {
                await("every event of this case has come twice")
                        .atMost(SOON)
                        .until(() -> copier.copied().containsAll(rig.ledger().eventIds(merchants)));
                rig.awaitQuiet();
            });
        }
    }

    @Test
    @Order(14)
    void messagesAreReordered() throws Exception {
        survives("Messages reordered in both queues", (load, random) -> {
            rig.invoices().process().stop();
            load.runFor(Duration.ofSeconds(2));
            assertThat(rig.messages().shuffle(rig.orderPlacedQueue(), random)).isPositive();
            rig.orders().process().stop();
            rig.invoices().start();
            rig.invoices().awaitReady();
            await("answers wait for Orders")
                    .atMost(SOON)
                    .until(() -> rig.messages().waiting(rig.invoiceIssuedQueue()) > A_FEW);
            assertThat(rig.messages().shuffle(rig.invoiceIssuedQueue(), random)).isPositive();
            rig.orders().start();
        });
    }

    /** More requests than are worked on at once: most of those that are in have not even begun when the signal comes. */
    @Test
    @Order(15)
    void ordersIsAskedToStopUnderLoad() throws Exception {
        survives("SIGTERM to Orders under load", (load, random) -> {
            ExecutorService clients = Executors.newCachedThreadPool();
            try {
                rig.orders().database().stall(Direction.TO_CLIENT);
                Api orders = rig.orders().apis().get(0);
                String merchant = load.merchants().get(0);
                List<Future<Api.Answer>> begun = new ArrayList<>();
                for (int i = 0; i < Load.ORDERS_PER_SECOND; i++) {
                    OrderForm form = new OrderForm(FIRST_OF_THE_HELD_UP + i);
                    begun.add(clients.submit(() -> orders.post("/orders", merchant, form.json())));
                }
                load.runFor(Duration.ofSeconds(1));
                assertThat(begun).noneMatch(Future::isDone);
                int sentAway = load.sentAway();
                Future<?> stopping = clients.submit(() -> rig.orders().process().stop());
                load.runFor(Duration.ofSeconds(1));
                rig.orders().database().mend();
                for (Future<Api.Answer> answer : begun) {
                    assertThat(answer.get().status()).isEqualTo(201);
                }
                stopping.get();
                assertThat(load.sentAway() - sentAway).as("503s").isZero();
                assertThat(rig.orders().process().exitCode())
                        .as("it has ended by itself")
                        .isEqualTo(ENDED_BY_SIGTERM);
                rig.orders().start();
            } finally {
                clients.shutdownNow();
            }
        });
    }

    @Test
    @Order(16)
    void theConnectionToTheBrokerIsCutBeforeTheEventsArrive() throws Exception {
        survives("Connection of Orders to the broker cut while it publishes", (load, random) -> {
            rig.orders().broker().stall(Direction.TO_SERVER);
            load.awaitAccepted(SOME);
            await("events are on their way")
                    .atMost(SOON)
                    .until(() -> rig.orders().broker().heldBytes(Direction.TO_SERVER) > AN_EVENT_BYTES);
            rig.orders().broker().cut();
            rig.orders().broker().mend();
        });
    }

    /** What no guard of ours can prevent: messages that the broker had confirmed are gone. */
    @Test
    @Order(17)
    void bothQueuesArePurged() throws Exception {
        stop();
        rig = new Rig(
                        "purged",
                        servers,
                        Map.of("CARAVANA_RECONCILIATION_AFTER", "10s", "CARAVANA_RECONCILIATION_IDLE", "1s"))
                .start();
        survives("Both queues purged, orders reconciled after 10 s", (load, random) -> {
            rig.invoices().process().stop();
            load.runFor(Duration.ofSeconds(2));
            assertThat(rig.messages().purge(rig.orderPlacedQueue())).isPositive();
            load.runFor(Duration.ofSeconds(1));
            rig.orders().process().stop();
            rig.invoices().start();
            rig.invoices().awaitReady();
            await("answers wait for Orders")
                    .atMost(SOON)
                    .until(() -> rig.messages().waiting(rig.invoiceIssuedQueue()) > 0);
            assertThat(rig.messages().purge(rig.invoiceIssuedQueue())).isPositive();
            rig.orders().start();
        });
    }
}
