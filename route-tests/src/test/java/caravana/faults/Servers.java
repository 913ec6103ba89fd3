package caravana.faults;

import caravana.fixture.ClassDataArchive;
import caravana.fixture.Infrastructure;
import caravana.localstack.Guard;
import caravana.localstack.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A RabbitMQ node and a PostgreSQL for each service: started for a class of tests, since classes run side by side and
 * each kills its own, and ended with it, or with this JVM however that ends. The report is that of all classes.
 */
final class Servers implements ExtensionContext.Store.CloseableResource {

    static final Path DIRECTORY = Path.of("target", "faults-" + Infrastructure.RUN);

    /** No two servers get the same one. */
    private static final Ports PORTS = new Ports();

    final Guard guard = Guard.start();
    final RabbitMqNode broker;
    final DatabaseServer ordersDatabase;
    final DatabaseServer invoicesDatabase;
    final Report report;

    private Servers(ExtensionContext test) throws IOException, TimeoutException, SQLException {
        Path directory = DIRECTORY.resolve(test.getRequiredTestClass().getSimpleName());
        broker = new RabbitMqNode(directory.resolve("broker"), PORTS, guard);
        ordersDatabase = new DatabaseServer(directory.resolve("orders-database"), PORTS.any(), guard);
        invoicesDatabase = new DatabaseServer(directory.resolve("invoices-database"), PORTS.any(), guard);
        try {
            startAll();
            String brokerVersion = "RabbitMQ " + broker.version();
            String databaseVersion = "PostgreSQL " + ordersDatabase.version();
            report = test.getRoot()
                    .getStore(Shared.NAMESPACE)
                    .getOrComputeIfAbsent(
                            Report.class, any -> new Report(brokerVersion, databaseVersion), Report.class);
        } catch (IOException | TimeoutException | SQLException | RuntimeException e) {
            endAll();
            throw e;
        }
    }

    /** Starts whatever a test has left lying. */
    void startAll() {
        broker.start();
        ordersDatabase.start();
        invoicesDatabase.start();
    }

    private void endAll() {
        broker.close();
        ordersDatabase.close();
        invoicesDatabase.close();
        guard.close();
    }

    @Override
    public void close() {
        endAll();
    }

    /** The runnable jar of a service, beside its libraries. */
    static Path jar(String service) {
        return ClassDataArchive.jar(service);
    }

    /** Hands them to the constructors of tests. */
    static final class Shared implements ParameterResolver {

        private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Servers.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.getParameter().getType() == Servers.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
            return test.getStore(NAMESPACE).getOrComputeIfAbsent(Servers.class, any -> start(test), Servers.class);
        }

        private static Servers start(ExtensionContext test) {
            try {
                return new Servers(test);
            } catch (IOException | TimeoutException | SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
