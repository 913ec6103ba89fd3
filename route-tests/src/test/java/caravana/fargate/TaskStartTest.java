package caravana.fargate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.fargate.DeployedStack.Container;
import caravana.fixture.Answer;
import caravana.fixture.Api;
import caravana.fixture.ClassDataArchive;
import caravana.fixture.Infrastructure;
import caravana.journey.OrderForm;
import caravana.localstack.Database;
import caravana.localstack.EmbeddedBroker;
import caravana.localstack.Guard;
import caravana.localstack.Ports;
import caravana.localstack.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Both services start with exactly the variables of their task definitions, become ready and work. Only addresses and
 * credentials are replaced with local values. The broker is an embedded one of this test, with the production names of
 * the queues.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskStartTest {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(4);

    /** The values that cannot be those of AWS. All others stay as they are. */
    private static final Set<String> PLACES_AND_CREDENTIALS = Set.of(
            "SERVER_PORT",
            "MANAGEMENT_SERVER_PORT",
            "SPRING_DATASOURCE_URL",
            "SPRING_DATASOURCE_USERNAME",
            "SPRING_DATASOURCE_PASSWORD",
            "SPRING_RABBITMQ_ADDRESSES",
            "SPRING_RABBITMQ_USERNAME",
            "SPRING_RABBITMQ_PASSWORD");

    private final Ports ports = new Ports();
    private final Guard guard = Guard.start();
    private final Map<String, ServiceProcess> services = new TreeMap<>();
    private final List<String> databases = new ArrayList<>();
    private EmbeddedBroker broker;

    @BeforeAll
    void startBothTasks() {
        broker = EmbeddedBroker.start(Path.of("target", "fargate-broker-" + Infrastructure.RUN), ports.any());
        DeployedStack stack = DeployedStack.prod();
        for (String name : List.of("orders", "invoices")) {
            Path jar = ClassDataArchive.jar(name);
            Path log = Path.of("target", "fargate-logs", name + "-" + Infrastructure.RUN + ".log");
            services.put(
                    name,
                    new ServiceProcess(
                            name, jar, ClassDataArchive.jvm(jar, "-Xmx256m"), environment(stack, name), log, guard));
        }
        services.values().forEach(ServiceProcess::start);
        services.values().forEach(service -> service.awaitReady(START_TIMEOUT));
    }

    @AfterAll
    void stopEverything() {
        services.values().forEach(ServiceProcess::close);
        guard.close();
        broker.close();
        databases.forEach(Infrastructure.postgres()::dropDatabase);
    }

    @Test
    void acceptsAnOrderAndIssuesItsInvoice() throws Exception {
        Api orders = new Api(services.get("orders").baseUrl());
        Answer placed = orders.as("demo").post("/orders", new OrderForm(1).json());
        assertThat(placed.status()).as(placed.body()).isEqualTo(201);
        String id = placed.json().path("id").asText();

        await("the order has its invoice").atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            Answer order = orders.as("demo").get("/orders/" + id);
            assertThat(order.json().path("status").asText()).isEqualTo("invoiced");
        });
        Answer invoices = new Api(services.get("invoices").baseUrl()).as("demo").get("/invoices?orderId=" + id);
        assertThat(invoices.json().path("items")).hasSize(1);
    }

    /** Kong identifies the merchant. A task has no default merchant. */
    @Test
    void refusesAnOrderWithoutAMerchant() throws Exception {
        Answer refused = new Api(services.get("orders").baseUrl()).as("").post("/orders", new OrderForm(2).json());
        assertThat(refused.status()).isEqualTo(401);
    }

    private Map<String, String> environment(DeployedStack stack, String service) {
        Container task = stack.container(service);
        Map<String, String> given = new TreeMap<>(task.environment());
        given.putAll(task.secrets());

        String name = "fargate_" + service + "_" + Infrastructure.RUN;
        Database database = Infrastructure.postgres().createDatabase(name, name);
        databases.add(name);
        Map<String, String> here = Map.of(
                "SERVER_PORT", Integer.toString(ports.any()),
                "MANAGEMENT_SERVER_PORT", Integer.toString(ports.any()),
                "SPRING_DATASOURCE_URL", database.jdbcUrl(),
                "SPRING_DATASOURCE_USERNAME", database.username(),
                "SPRING_DATASOURCE_PASSWORD", database.password(),
                "SPRING_RABBITMQ_ADDRESSES", "amqp://" + broker.addresses(),
                "SPRING_RABBITMQ_USERNAME", broker.username(),
                "SPRING_RABBITMQ_PASSWORD", broker.password());
        assertThat(here.keySet()).isEqualTo(PLACES_AND_CREDENTIALS).isSubsetOf(given.keySet());

        Map<String, String> environment = new TreeMap<>(given);
        environment.putAll(here);
        assertThat(environment.keySet()).isEqualTo(given.keySet());
        Set<String> changed = new TreeSet<>(environment.keySet());
        changed.removeIf(variable -> environment.get(variable).equals(given.get(variable)));
        assertThat(changed).isEqualTo(new TreeSet<>(PLACES_AND_CREDENTIALS));
        return environment;
    }
}
