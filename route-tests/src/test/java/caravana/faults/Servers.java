package caravana.faults;

import caravana.fixture.Infrastructure;
import caravana.fixture.QuickStart;
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
 * A RabbitMQ node, a PostgreSQL for each service, and the report: started for the first test that asks for them, and
 * ended after the last one, or with this JVM however that ends.
 */
final class Servers implements ExtensionContext.Store.CloseableResource {

    static final Path DIRECTORY = Path.of("target", "faults-" + Infrastructure.RUN);

    final Guard guard = Guard.start();
    final RabbitMqNode broker;
    final DatabaseServer ordersDatabase;
    final DatabaseServer invoicesDatabase;
    final Report report;

    private Servers() throws IOException, TimeoutException, SQLException {
        Ports ports = new Ports();
        broker = new RabbitMqNode(DIRECTORY.resolve("broker"), ports, guard);
        ordersDatabase = new DatabaseServer(DIRECTORY.resolve("orders-database"), ports.any(), guard);
        invoicesDatabase = new DatabaseServer(DIRECTORY.resolve("invoices-database"), ports.any(), guard);
        try {
            startAll();
            report = new Report("RabbitMQ " + broker.version(), "PostgreSQL " + ordersDatabase.version());
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
        report.publish();
    }

    /** The runnable jar of a service, beside its libraries. */
    static Path jar(String service) {
        return QuickStart.jar(service);
    }

    /** Hands them to the constructors of tests. */
    static final class Shared implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.getParameter().getType() == Servers.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
            return test.getRoot()
                    .getStore(ExtensionContext.Namespace.create(Servers.class))
                    .getOrComputeIfAbsent(Servers.class, any -> start(), Servers.class);
        }

        private static Servers start() {
            try {
                return new Servers();
            } catch (IOException | TimeoutException | SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
