package caravana.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.faults.TcpProxy.Direction;
import caravana.fixture.Answer;
import caravana.fixture.Api;
import caravana.journey.OrderForm;
import caravana.localstack.ServiceProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Services that are killed or asked to stop, and messages that come twice or in another order: the orders add up. */
@Tag("faults")
@ExtendWith(Servers.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashFaultsTest {

    private static final Duration SOON = Duration.ofMinutes(2);
    /** Numbers that no client of the load has. */
    private static final int FIRST_OF_THE_HELD_UP = 900_000;

    private static final int A_FEW = 10;
    private static final int ENDED_BY_SIGTERM = 143;

    private final Servers servers;
    private final FaultCase cases;
    private SystemUnderTest system;

    CrashFaultsTest(Servers servers) {
        this.servers = servers;
        this.cases = new FaultCase(servers, "crashfaults");
    }

    @BeforeEach
    void startWhatIsMissing() {
        system = cases.system();
    }

    @AfterAll
    void stop() {
        cases.close();
    }

    private List<UUID> ordersDeliveredInVain() throws Exception {
        await("the broker takes back what was not acknowledged")
                .atMost(SOON)
                .until(() -> system.messages().isAbandoned(system.orderPlacedQueue()));
        return system.messages().ordersDeliveredInVain(system.orderPlacedQueue());
    }

    @Test
    void ordersIsKilledAtRandomMoments() throws Exception {
        cases.survives("Orders killed three times at random moments", (load, random) -> {
            for (int kill = 0; kill < 3; kill++) {
                system.orders().awaitReady();
                load.runFor(Duration.ofMillis(200 + random.nextInt(2_000)));
                system.orders().kill();
                assertThat(system.orders().process().isAlive()).isFalse();
                system.orders().start();
            }
        });
    }

    @Test
    void ordersIsKilledBetweenPublishAndMark() throws Exception {
        cases.survives("Orders killed between publish and mark", (load, random) -> {
            system.orders().broker().stall(Direction.TO_CLIENT);
            cases.awaitPublishedWithoutBeingMarked();
            system.orders().kill();
            assertThat(system.ledger().publishedWithoutBeingMarked()).isPositive();
            system.orders().broker().mend();
            system.orders().start();
        });
    }

    @Test
    void invoicesIsKilledBeforeItsCommit() throws Exception {
        cases.survives("Invoices killed before its commit", (load, random) -> {
            system.invoices().database().stall(Direction.TO_SERVER);
            load.runFor(Duration.ofSeconds(2));
            assertThat(system.invoices().database().heldBytes(Direction.TO_SERVER))
                    .isPositive();
            system.invoices().kill();
            // what it has sent never arrives
            system.invoices().database().cut();
            List<UUID> again = ordersDeliveredInVain();
            assertThat(again.size() - system.ledger().withInvoice(again)).isPositive();
            system.invoices().database().mend();
            system.invoices().start();
        });
    }

    @Test
    void invoicesIsKilledAfterItsCommit() throws Exception {
        cases.survives("Invoices killed after its commit, before its acknowledgement", (load, random) -> {
            system.invoices().broker().stall(Direction.TO_SERVER);
            load.runFor(Duration.ofSeconds(2));
            system.invoices().kill();
            // what it has acknowledged never arrives
            system.invoices().broker().cut();
            assertThat(system.ledger().withInvoice(ordersDeliveredInVain())).isPositive();
            system.invoices().broker().mend();
            system.invoices().start();
        });
    }

    @Test
    void twoInstancesOfEachService() throws Exception {
        List<ServiceProcess> others =
                List.of(system.orders().addInstance(), system.invoices().addInstance());
        others.forEach(ServiceProcess::start);
        others.forEach(instance -> instance.awaitReady(Service.START_TIMEOUT));
        cases.survives("Two instances of each service, one of each killed", (load, random) -> {
            load.runFor(Duration.ofMillis(200 + random.nextInt(2_000)));
            others.forEach(ServiceProcess::kill);
            load.runFor(Duration.ofSeconds(2));
            others.forEach(ServiceProcess::start);
            others.forEach(instance -> instance.awaitReady(Service.START_TIMEOUT));
        });
        system.orders().removeOtherInstances();
        system.invoices().removeOtherInstances();
    }

    @Test
    void everyMessageIsDeliveredTwice() throws Exception {
        Map<String, String> queueOfKey = Map.of(
                "order.placed.v1", system.orderPlacedQueue(),
                "invoice.issued.v1", system.invoiceIssuedQueue());
        try (Messages.Copier copier = system.messages().copyAll(system.exchange(), queueOfKey)) {
            cases.survives(
                    "Every message delivered twice",
                    (load, random) -> load.awaitAccepted(2 * FaultCase.SOME),
                    merchants -> {
                        await("every event of this case has come twice")
                                .atMost(SOON)
                                .until(() -> copier.copied()
                                        .containsAll(system.ledger().eventIds(merchants)));
                        system.awaitQuiet();
                    });
        }
    }

    @Test
    void messagesAreReordered() throws Exception {
        cases.survives("Messages reordered in both queues", (load, random) -> {
            system.invoices().process().stop();
            load.runFor(Duration.ofSeconds(2));
            assertThat(system.messages().shuffle(system.orderPlacedQueue(), random))
                    .isPositive();
            system.orders().process().stop();
            system.invoices().start();
            system.invoices().awaitReady();
            await("answers wait for Orders")
                    .atMost(SOON)
                    .until(() -> system.messages().waiting(system.invoiceIssuedQueue()) > A_FEW);
            assertThat(system.messages().shuffle(system.invoiceIssuedQueue(), random))
                    .isPositive();
            system.orders().start();
        });
    }

    /**
     * More requests than are worked on at once: most of those that are in have not even begun when the signal comes.
     */
    @Test
    void ordersIsAskedToStopUnderLoad() throws Exception {
        cases.survives("SIGTERM to Orders under load", (load, random) -> {
            ExecutorService clients = Executors.newCachedThreadPool();
            try {
                system.orders().database().stall(Direction.TO_CLIENT);
                Api orders = system.orders().apis().get(0);
                String merchant = load.merchants().get(0);
                List<Future<Answer>> begun = new ArrayList<>();
                for (int i = 0; i < Load.ORDERS_PER_SECOND; i++) {
                    OrderForm form = new OrderForm(FIRST_OF_THE_HELD_UP + i);
                    begun.add(clients.submit(() -> orders.as(merchant).post("/orders", form.json())));
                }
                load.runFor(Duration.ofSeconds(1));
                assertThat(begun).noneMatch(Future::isDone);
                int sentAway = load.sentAway();
                Future<?> stopping =
                        clients.submit(() -> system.orders().process().stop());
                load.runFor(Duration.ofSeconds(1));
                system.orders().database().mend();
                for (Future<Answer> answer : begun) {
                    assertThat(answer.get().status()).isEqualTo(201);
                }
                stopping.get();
                assertThat(load.sentAway() - sentAway).as("503s").isZero();
                assertThat(system.orders().process().exitCode())
                        .as("it has ended by itself")
                        .isEqualTo(ENDED_BY_SIGTERM);
                system.orders().start();
            } finally {
                clients.shutdownNow();
            }
        });
    }
}
