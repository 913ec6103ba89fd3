package caravana.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.fixture.Answer;
import caravana.fixture.Infrastructure;
import caravana.localstack.Database;
import caravana.localstack.EmbeddedBroker;
import caravana.localstack.EmbeddedPostgresServer;
import caravana.localstack.Ports;
import caravana.localstack.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The services start before their broker and databases, or lose them later. Broker and databases are always embedded
 * ones of this test, which stops and starts them. Each test first restores the state that it needs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartupOrderTest {

    private static final Path DIRECTORY = Path.of("target", "starting-order-" + Infrastructure.RUN);
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int READY = 200;
    private static final int NOT_READY = 503;
    private static final int NOBODY_LISTENS = 0;

    private final Ports ports = new Ports();
    private final int postgresPort = ports.any();
    private EmbeddedPostgresServer postgres;
    private EmbeddedBroker broker;
    private TwoServices services;
    private OrderClients clients;

    @BeforeAll
    void createDatabasesAndBroker() throws IOException {
        startPostgres();
        Database orders = postgres.createDatabase("orders", "orders");
        Database invoices = postgres.createDatabase("invoices", "invoices");
        broker = EmbeddedBroker.start(DIRECTORY.resolve("broker"), ports.any());
        services = new TwoServices("starting", broker.environment(), orders, invoices);
        clients = new OrderClients(services.ordersApi(), List.of("early", "late"));
    }

    @BeforeEach
    void startDatabasesAndBroker() {
        startPostgres();
        broker.start();
    }

    @AfterAll
    void stopEverything() {
        clients.close();
        services.close();
        broker.close();
        stopPostgres();
    }

    @Test
    void ordersAreAcceptedWithoutABrokerAndInvoicedLater() throws Exception {
        services.stop();
        broker.stop();

        services.start();
        services.orders().awaitReady(TwoServices.START_TIMEOUT);
        clients.placeAll(20);
        await("Invoices is not ready")
                .atMost(TwoServices.START_TIMEOUT)
                .until(() -> TwoServices.readiness(services.invoices()), status -> status == NOT_READY);
        assertThat(TwoServices.readiness(services.orders())).isEqualTo(READY);

        broker.start();
        allIsInvoiced();
        services.awaitReady();
    }

    @Test
    void bothServicesWaitForTheirDatabases() throws Exception {
        services.stop();
        stopPostgres();

        services.start();
        for (ServiceProcess service : List.of(services.orders(), services.invoices())) {
            await(service.name() + " tries to reach its database")
                    .atMost(TwoServices.START_TIMEOUT)
                    .until(() -> Files.readString(service.log()).contains("127.0.0.1:" + postgresPort + " refused"));
            assertThat(TwoServices.readiness(service)).isEqualTo(NOBODY_LISTENS);
            assertThat(service.isAlive()).isTrue();
        }

        startPostgres();
        services.awaitReady();
        clients.placeAll(20);
        allIsInvoiced();
    }

    @Test
    void nothingIsLostWhenTheBrokerRestarts() throws Exception {
        services.start().awaitReady();
        int before = clients.accepted().size();

        List<? extends Future<?>> placing = clients.place(100);
        await().atMost(SOON).until(() -> clients.accepted().size() > before + 20);
        broker.stop();
        OrderClients.awaitAll(placing);
        await("Invoices is not ready")
                .atMost(SOON)
                .until(() -> TwoServices.readiness(services.invoices()), status -> status == NOT_READY);
        assertThat(TwoServices.readiness(services.orders())).isEqualTo(READY);
        clients.placeAll(20);

        broker.start();
        allIsInvoiced();
        services.awaitReady();
    }

    @Test
    void clientsGetRetryAfterWhileTheDatabaseIsDown() throws Exception {
        services.start().awaitReady();
        clients.placeAll(20);

        stopPostgres();
        Answer answer = services.ordersApi().as("early").post("/orders", new OrderForm(1).json());
        assertThat(answer.status()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValueAsLong("Retry-After")).isPresent();
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(503);
        assertThat(answer.json().path("traceId").asText()).matches("[0-9a-f]{32}");
        assertThat(TwoServices.readiness(services.orders())).isEqualTo(NOT_READY);
        assertThat(TwoServices.readiness(services.invoices())).isEqualTo(NOT_READY);

        startPostgres();
        clients.placeAll(20);
        allIsInvoiced();
        services.awaitReady();
    }

    private void allIsInvoiced() {
        services.databases().awaitSettled(SOON);
        services.databases().assertOneInvoiceForEachOrder(clients.acceptedIds());
    }

    private void startPostgres() {
        if (postgres == null) {
            postgres = EmbeddedPostgresServer.start(DIRECTORY.resolve("postgres"), postgresPort, null);
        }
    }

    private void stopPostgres() {
        if (postgres != null) {
            postgres.close();
            postgres = null;
        }
    }
}
