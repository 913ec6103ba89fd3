package caravana.notifications;

import caravana.localstack.Database;
import caravana.localstack.MessageBroker;
import caravana.localstack.PostgresServer;
import java.nio.file.Path;
import java.util.UUID;
import org.springframework.test.context.DynamicPropertyRegistry;

/**
 * The database server and the broker of a test run: embedded ones, or those that the standard {@code SPRING_*}
 * variables name. The database, the exchange and the queues have names of their own in each run.
 */
public final class TestServers {

    private static final String RUN = UUID.randomUUID().toString().substring(0, 8);
    private static final Path DIRECTORY = Path.of("target", "infrastructure-" + RUN);
    private static final PostgresServer POSTGRES =
            PostgresServer.fromEnvironmentOrEmbedded(System.getenv(), DIRECTORY.resolve("postgres"));
    private static final MessageBroker BROKER =
            MessageBroker.fromEnvironmentOrEmbedded(System.getenv(), DIRECTORY.resolve("broker"));

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(POSTGRES::close));
        Runtime.getRuntime().addShutdownHook(new Thread(BROKER::close));
    }

    private TestServers() {}

    /** Points the service under test to them. */
    public static void register(DynamicPropertyRegistry properties) {
        Database database = POSTGRES.createDatabase("notifications_" + RUN, "notifications_" + RUN);
        properties.add("spring.datasource.url", database::jdbcUrl);
        properties.add("spring.datasource.username", database::username);
        properties.add("spring.datasource.password", database::password);
        properties.add("spring.rabbitmq.host", BROKER::host);
        properties.add("spring.rabbitmq.port", BROKER::port);
        properties.add("spring.rabbitmq.username", BROKER::username);
        properties.add("spring.rabbitmq.password", BROKER::password);
        properties.add("spring.rabbitmq.virtual-host", BROKER::virtualHost);
        properties.add("caravana.messaging.exchange", () -> "test." + RUN + ".orders");
        properties.add("caravana.messaging.order-placed-queue", () -> "test." + RUN + ".notifications.order-placed");
        properties.add("management.server.port", () -> 0);
    }
}
