package caravana.dashboards;

import static org.awaitility.Awaitility.await;

import caravana.faults.DatabaseServer;
import caravana.faults.RabbitMqNode;
import caravana.fixture.Answer;
import caravana.fixture.Api;
import caravana.fixture.ClassDataArchive;
import caravana.fixture.Infrastructure;
import caravana.journey.OrderForm;
import caravana.localstack.Database;
import caravana.localstack.Guard;
import caravana.localstack.Ports;
import caravana.localstack.ServiceProcess;
import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Both services with the production names of the queues, on their own RabbitMQ and two PostgreSQL servers, under a
 * light constant load, and a Prometheus that scrapes them. There is no Kong.
 */
final class LivePlatform implements AutoCloseable {

    private static final Path DIRECTORY = Path.of("target", "dashboards-" + Infrastructure.RUN);
    private static final Duration START_TIMEOUT = Duration.ofMinutes(4);
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final int ORDERS_PER_SECOND = 10;
    private static final String MERCHANT = "demo";
    private static final String ON_CALL = "oncall";
    private static final String[] OPERATOR = {"X-Consumer-Groups", "operators"};

    private final Guard guard = Guard.start();
    private final Ports ports = new Ports();
    private final ScheduledExecutorService clients = Executors.newScheduledThreadPool(2);
    private final AtomicInteger number = new AtomicInteger();
    /** The trace ids of the orders that got a 201. */
    private final Set<String> traces = ConcurrentHashMap.newKeySet();

    /** Unexpected failures of the load. */
    private final Queue<RuntimeException> mistakes = new ConcurrentLinkedQueue<>();

    private final RabbitMqNode broker;
    private final DatabaseServer ordersDatabase;
    private final DatabaseServer invoicesDatabase;
    private final ServiceProcess orders;
    private final ServiceProcess invoices;
    private final Prometheus prometheus;

    LivePlatform() {
        int brokerMetrics = ports.any();
        broker = RabbitMqNode.withMetrics(DIRECTORY.resolve("broker"), ports, guard, brokerMetrics);
        ordersDatabase = new DatabaseServer(DIRECTORY.resolve("orders-database"), ports.any(), guard);
        invoicesDatabase = new DatabaseServer(DIRECTORY.resolve("invoices-database"), ports.any(), guard);
        broker.start();
        ordersDatabase.start();
        invoicesDatabase.start();
        orders = service("orders", ordersDatabase.create("orders"));
        invoices = service("invoices", invoicesDatabase.create("invoices"));
        orders.start();
        invoices.start();
        orders.awaitReady(START_TIMEOUT);
        invoices.awaitReady(START_TIMEOUT);
        prometheus = Prometheus.start(
                DIRECTORY.resolve("prometheus"),
                ports,
                guard,
                Map.of(
                        "orders:9081",
                        address(orders),
                        "invoices:9082",
                        address(invoices),
                        "rabbitmq:15692",
                        Ports.LOOPBACK + ":" + brokerMetrics,
                        // Nothing listens on this port.
                        "kong:8100",
                        Ports.LOOPBACK + ":" + ports.any()));
    }

    private ServiceProcess service(String name, Database database) {
        Map<String, String> environment = new HashMap<>(broker.environment());
        environment.putAll(database.environment());
        environment.put("OTEL_TRACES_EXPORTER", "none");
        environment.put("OTEL_LOGS_EXPORTER", "none");
        Path jar = ClassDataArchive.jar(name);
        return new ServiceProcess(
                name, jar, ClassDataArchive.jvm(jar, "-Xmx256m"), environment, DIRECTORY.resolve(name + ".log"), guard);
    }

    private static String address(ServiceProcess service) {
        return service.managementUrl().substring("http://".length());
    }

    Prometheus prometheus() {
        return prometheus;
    }

    RabbitMqNode broker() {
        return broker;
    }

    Set<String> traces() {
        return traces;
    }

    /** Places and reads orders until this is closed. */
    void startLoad() {
        Api api = new Api(orders.baseUrl());
        clients.scheduleAtFixedRate(
                () -> {
                    try {
                        Answer answer =
                                api.as(MERCHANT).post("/orders", new OrderForm(number.incrementAndGet()).json());
                        if (answer.status() == 201) {
                            traces.add(answer.json().path("traceId").asText());
                            api.as(MERCHANT)
                                    .get("/orders/" + answer.json().path("id").asText());
                        }
                        new Api(invoices.baseUrl()).as(MERCHANT).get("/invoices?limit=5");
                    } catch (UncheckedIOException cutShort) {
                        // A database that stops can break off a response.
                    } catch (RuntimeException mistake) {
                        // An exception thrown here would end the load silently.
                        mistakes.add(mistake);
                    }
                },
                0,
                1_000_000 / ORDERS_PER_SECOND,
                TimeUnit.MICROSECONDS);
    }

    /** Sends a request that violates the contract: 400. */
    void refuse() throws IOException {
        expect(400, new Api(orders.baseUrl()).as(MERCHANT).post("/orders", "{\"currency\": \"BRL\"}"));
    }

    /** Stops the database of Orders for a moment, until a request gets a 503. */
    void failOnce() {
        ordersDatabase.kill();
        await("a request is answered 503").atMost(SOON).until(() -> statusOfAnOrder() == 503);
        ordersDatabase.start();
        await("orders are accepted again").atMost(SOON).until(() -> statusOfAnOrder() == 201);
    }

    private int statusOfAnOrder() {
        OrderForm form = new OrderForm(number.incrementAndGet());
        try {
            return new Api(orders.baseUrl())
                    .as(MERCHANT)
                    .post("/orders", form.json())
                    .status();
        } catch (UncheckedIOException cutShort) {
            return 0;
        }
    }

    /**
     * Publishes two messages that are not orders. One dead letter is discarded, the other replayed and rejected again.
     */
    void createDeadLetters() throws IOException, TimeoutException {
        try (Connection connection = broker.connect();
                Channel channel = connection.createChannel()) {
            for (String nonsense : List.of("no order", "no order either")) {
                channel.basicPublish("", "invoices.order-placed", null, nonsense.getBytes(StandardCharsets.UTF_8));
            }
        }
        Api api = new Api(invoices.baseUrl());
        Answer letters = await("both are dead letters")
                .atMost(SOON)
                .until(
                        () -> api.as(ON_CALL).get("/dead-letters?status=waiting", OPERATOR),
                        answer -> answer.json().path("items").size() == 2);
        String letter = "/dead-letters/" + letters.json().at("/items/0/id").asText();
        expect(200, api.as(ON_CALL).post(letter + "/discard", "{\"comment\": \"nonsense\"}", OPERATOR));
        String other = "/dead-letters/" + letters.json().at("/items/1/id").asText();
        expect(200, api.as(ON_CALL).post(other + "/replay", "", OPERATOR));
    }

    void discardDeadLetters() throws IOException {
        Api api = new Api(invoices.baseUrl());
        Answer letters = api.as(ON_CALL).get("/dead-letters?status=waiting", OPERATOR);
        for (JsonNode letter : letters.json().path("items")) {
            String path = "/dead-letters/" + letter.path("id").asText() + "/discard";
            expect(200, api.as(ON_CALL).post(path, "{\"comment\": \"nonsense\"}", OPERATOR));
        }
    }

    void stopInvoices() {
        invoices.stop();
    }

    void startInvoices() {
        invoices.start();
        invoices.awaitReady(START_TIMEOUT);
    }

    private static void expect(int status, Answer answer) {
        if (answer.status() != status) {
            throw new AssertionError(answer.status() + " instead of " + status + ": " + answer.body());
        }
    }

    @Override
    public void close() {
        clients.shutdownNow();
        prometheus.close();
        orders.kill();
        invoices.kill();
        broker.close();
        ordersDatabase.close();
        invoicesDatabase.close();
        guard.close();
        mistakes.forEach(mistake -> {
            throw mistake;
        });
    }
}
