package caravana.faults;

import static org.awaitility.Awaitility.await;

import caravana.journey.ServiceDatabases;
import caravana.localstack.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** Both services on shared servers, with databases and queues of their own, so that every rig begins empty. */
final class SystemUnderTest implements AutoCloseable {

    private static final Duration SETTLE_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration QUIET = Duration.ofSeconds(3);

    /**
     * That a test machine is busy is no reason to send clients away; and what is lost must not be mended in silence.
     */
    private static final Map<String, String> BUSY_MACHINE =
            Map.of("CARAVANA_WEB_QUEUETIMEOUT", "30s", "CARAVANA_RECONCILIATION_OVERDUEAFTER", "1h");

    private final String name;
    private final Servers servers;
    private final Service orders;
    private final Service invoices;
    private final Ledger ledger;
    private final ServiceDatabases databases;

    /** The services as they are shipped. */
    SystemUnderTest(String name, Servers servers, Map<String, String> settings) {
        this(name, servers, Servers.jar("orders"), Servers.jar("invoices"), settings);
    }

    /**
     * Services that are not started yet.
     *
     * @param name a part of the names of databases, exchange and queues
     * @param settings variables for both services
     */
    SystemUnderTest(String name, Servers servers, Path ordersJar, Path invoicesJar, Map<String, String> settings) {
        this.name = name;
        this.servers = servers;
        servers.startAll();
        Map<String, String> environment = new HashMap<>(BUSY_MACHINE);
        environment.putAll(settings);
        environment.put("CARAVANA_MESSAGING_EXCHANGE", exchange());
        environment.put("CARAVANA_MESSAGING_ORDER_PLACED_QUEUE", orderPlacedQueue());
        environment.put("CARAVANA_MESSAGING_INVOICE_ISSUED_QUEUE", invoiceIssuedQueue());
        Database ordersDatabase = servers.ordersDatabase.create("orders_" + name);
        Database invoicesDatabase = servers.invoicesDatabase.create("invoices_" + name);
        ledger = new Ledger(ordersDatabase, invoicesDatabase);
        databases = new ServiceDatabases(ordersDatabase, invoicesDatabase);
        orders = new Service("orders", ordersJar, servers, servers.ordersDatabase, ordersDatabase, environment);
        invoices =
                new Service("invoices", invoicesJar, servers, servers.invoicesDatabase, invoicesDatabase, environment);
    }

    String exchange() {
        return name;
    }

    String orderPlacedQueue() {
        return name + ".order-placed";
    }

    String invoiceIssuedQueue() {
        return name + ".invoice-issued";
    }

    Service orders() {
        return orders;
    }

    Service invoices() {
        return invoices;
    }

    Ledger ledger() {
        return ledger;
    }

    ServiceDatabases databases() {
        return databases;
    }

    Messages messages() {
        return new Messages(servers.broker);
    }

    SystemUnderTest start() {
        orders.start();
        invoices.start();
        return awaitReady();
    }

    SystemUnderTest awaitReady() {
        orders.awaitReady();
        invoices.awaitReady();
        return this;
    }

    void awaitSettled() {
        databases.awaitSettled(SETTLE_TIMEOUT);
    }

    /** Waits until nothing is under way any more, whatever became of it. */
    void awaitQuiet() {
        await("both outboxes and both queues are empty, and stay so")
                .during(QUIET)
                .atMost(SETTLE_TIMEOUT)
                .until(() -> isEmpty(ledger.orders())
                        && isEmpty(ledger.invoices())
                        && messages().waiting(orderPlacedQueue()) == 0
                        && messages().waiting(invoiceIssuedQueue()) == 0);
    }

    private static boolean isEmpty(JdbcTemplate database) {
        return Boolean.FALSE.equals(database.queryForObject("select exists (select from outbox)", Boolean.class));
    }

    List<String> deadLetterQueues() {
        return List.of(orderPlacedQueue() + ".dead", invoiceIssuedQueue() + ".dead");
    }

    @Override
    public void close() {
        orders.close();
        invoices.close();
    }
}
