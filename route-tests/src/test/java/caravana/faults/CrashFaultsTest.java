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
    private SystemUnderTest rig;

    CrashFaultsTest(Servers servers) {
        this.servers = servers;
        this.cases = new FaultCase(servers, "crashfaults");
    }

    @BeforeEach
    void startWhatIsMissing() {
        rig = cases.rig();
    }

    @AfterAll
    void stop() {
        cases.close();
    }

    private List<UUID> ordersDeliveredInVain() throws Exception {
        await("the broker takes back what was not acknowledged")
                .atMost(SOON)
                .until(() -> rig.messages().isAbandoned(rig.orderPlacedQueue()));
        return rig.messages().ordersDeliveredInVain(rig.orderPlacedQueue());
    }

    @Test
    void ordersIsKilledAtRandomMoments() throws Exception {
        cases.survives("Orders killed three times at random moments", (load, random) -> {
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
    void ordersIsKilledBetweenPublishAndMark() throws Exception {
        cases.survives("Orders killed between publish and mark", (load, random) -> {
            rig.orders().broker().stall(Direction.TO_CLIENT);
            cases.awaitPublishedWithoutBeingMarked();
            rig.orders().kill();
            assertThat(rig.ledger().publishedWithoutBeingMarked()).isPositive();
            rig.orders().broker().mend();
            rig.orders().start();
        });
    }

    @Test
    void invoicesIsKilledBeforeItsCommit() throws Exception {
        cases.survives("Invoices killed before its commit", (load, random) -> {
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
    void invoicesIsKilledAfterItsCommit() throws Exception {
        cases.survives("Invoices killed after its commit, before its acknowledgement", (load, random) -> {
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

    @Test
    void twoInstancesOfEachService() throws Exception {
        List<ServiceProcess> others =
                List.of(rig.orders().addInstance(), rig.invoices().addInstance());
        others.forEach(ServiceProcess::start);
        others.forEach(instance -> instance.awaitReady(Service.START_TIMEOUT));
        cases.survives("Two instances of each service, one of each killed", (load, random) -> {
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
    void everyMessageIsDeliveredTwice() throws Exception {
        Map<String, String> queueOfKey = Map.of(
                "order.placed.v1", rig.orderPlacedQueue(),
                "invoice.issued.v1", rig.invoiceIssuedQueue());
        try (Messages.Copier copier = rig.messages().copyAll(rig.exchange(), queueOfKey)) {
            cases.survives(
                    "Every message delivered twice",
                    (load, random) -> load.awaitAccepted(2 * FaultCase.SOME),
                    merchants -> {
                        await("every event of this case has come twice")
                                .atMost(SOON)
                                .until(() ->
                                        copier.copied().containsAll(rig.ledger().eventIds(merchants)));
                        rig.awaitQuiet();
                    });
        }
    }

    @Test
    void messagesAreReordered() throws Exception {
        cases.survives("Messages reordered in both queues", (load, random) -> {
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
    void ordersIsAskedToStopUnderLoad() throws Exception {
        cases.survives("SIGTERM to Orders under load", (load, random) -> {
            ExecutorService clients = Executors.newCachedThreadPool();
            try {
                rig.orders().database().stall(Direction.TO_CLIENT);
                Api orders = rig.orders().apis().get(0);
                String merchant = load.merchants().get(0);
                List<Future<Answer>> begun = new ArrayList<>();
                for (int i = 0; i < Load.ORDERS_PER_SECOND; i++) {
                    OrderForm form = new OrderForm(FIRST_OF_THE_HELD_UP + i);
                    begun.add(clients.submit(() -> orders.as(merchant).post("/orders", form.json())));
                }
                load.runFor(Duration.ofSeconds(1));
                assertThat(begun).noneMatch(Future::isDone);
                int sentAway = load.sentAway();
                Future<?> stopping = clients.submit(() -> rig.orders().process().stop());
                load.runFor(Duration.ofSeconds(1));
                rig.orders().database().mend();
                for (Future<Answer> answer : begun) {
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
}
