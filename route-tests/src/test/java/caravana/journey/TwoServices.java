package caravana.journey;

import caravana.fixture.Api;
import caravana.fixture.ClassDataArchive;
import caravana.fixture.Infrastructure;
import caravana.localstack.Database;
import caravana.localstack.Guard;
import caravana.localstack.ServiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;

/** Orders and Invoices, each as a separate process from its runnable jar, with their own exchange and queues. */
public final class TwoServices implements AutoCloseable {

    static final Duration START_TIMEOUT = Duration.ofMinutes(4);

    private final String prefix;
    /** Stops the services even if this JVM is killed. */
    private final Guard guard = Guard.start();

    private final SpanCollector spans;
    private final ServiceProcess orders;
    private final ServiceProcess invoices;
    private final ServiceDatabases databases;

    /**
     * Services that are not started yet.
     *
     * @param purpose part of the names of the exchange, the queues and the logs
     * @param broker the variables with the address of the broker
     */
    TwoServices(String purpose, Map<String, String> broker, Database ordersDatabase, Database invoicesDatabase)
            throws IOException {
        this(purpose, Map.of(), broker, ordersDatabase, invoicesDatabase);
    }

    /** The same, with telemetry that is not sent to {@link #spans()}. */
    TwoServices(
            String purpose,
            Map<String, String> telemetry,
            Map<String, String> broker,
            Database ordersDatabase,
            Database invoicesDatabase)
            throws IOException {
        prefix = "journey." + Infrastructure.RUN + "." + purpose + ".";
        spans = new SpanCollector();
        databases = new ServiceDatabases(ordersDatabase, invoicesDatabase);
        Map<String, String> environment = new HashMap<>(broker);
        environment.put("OTEL_TRACES_EXPORTER", "zipkin");
        environment.put("OTEL_EXPORTER_ZIPKIN_ENDPOINT", spans.url());
        environment.put("OTEL_BSP_SCHEDULE_DELAY", "100");
        environment.putAll(telemetry);
        orders = service(purpose, "orders", environment, ordersDatabase);
        invoices = service(purpose, "invoices", environment, invoicesDatabase);
    }

    private ServiceProcess service(String purpose, String name, Map<String, String> common, Database database) {
        Map<String, String> environment = new HashMap<>(common);
        environment.putAll(database.environment());
        environment.put("CARAVANA_MESSAGING_EXCHANGE", exchange());
        environment.put("CARAVANA_MESSAGING_ORDER_PLACED_QUEUE", orderPlacedQueue());
        environment.put("CARAVANA_MESSAGING_INVOICE_ISSUED_QUEUE", invoiceIssuedQueue());
        environment.put("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs");
        Path log = Path.of("target", "journey-logs", purpose + "-" + name + "-" + Infrastructure.RUN + ".log");
        Path jar = ClassDataArchive.jar(name);
        return new ServiceProcess(name, jar, ClassDataArchive.jvm(jar, "-Xmx256m"), environment, log, guard);
    }

    private String exchange() {
        return prefix + "orders";
    }

    private String orderPlacedQueue() {
        return prefix + "order-placed";
    }

    private String invoiceIssuedQueue() {
        return prefix + "invoice-issued";
    }

    /** Starts both at the same time, without waiting. */
    TwoServices start() {
        orders.start();
        invoices.start();
        return this;
    }

    /** Stops both at the same time, because each takes seconds to finish its work. */
    void stop() {
        Stream.of(orders, invoices).parallel().forEach(ServiceProcess::stop);
    }

    /** Waits until both are ready. */
    TwoServices awaitReady() {
        orders.awaitReady(START_TIMEOUT);
        invoices.awaitReady(START_TIMEOUT);
        return this;
    }

    public ServiceProcess orders() {
        return orders;
    }

    public ServiceProcess invoices() {
        return invoices;
    }

    Api ordersApi() {
        return new Api(orders.baseUrl());
    }

    Api invoicesApi() {
        return new Api(invoices.baseUrl());
    }

    /** The status of the readiness probe: 200, 503, or 0 if there is no response. */
    static int readiness(ServiceProcess service) {
        return new Api(service.managementUrl()).status("/actuator/health/readiness");
    }

    SpanCollector spans() {
        return spans;
    }

    ServiceDatabases databases() {
        return databases;
    }

    /** Deletes the exchange and the queues, because other users may share the broker. */
    void deleteTopology(CachingConnectionFactory broker) {
        RabbitAdmin admin = new RabbitAdmin(broker);
        admin.deleteExchange(exchange());
        for (String queue : List.of(orderPlacedQueue(), invoiceIssuedQueue())) {
            admin.deleteQueue(queue);
            admin.deleteQueue(queue + ".dead");
        }
    }

    @Override
    public void close() {
        stop();
        spans.close();
        guard.close();
    }
}
