package caravana.journey;

import caravana.fixture.Infrastructure;
import caravana.localstack.MessageBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

/** Injects the two services. They start once for all tests that use them, and stop after the last test. */
public final class RunningServices implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == TwoServices.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return test.getRoot()
                .getStore(ExtensionContext.Namespace.create(RunningServices.class))
                .getOrComputeIfAbsent(Shared.class)
                .services;
    }

    private static final class Shared implements ExtensionContext.Store.CloseableResource {

        private static final String ORDERS = "journey_orders";
        private static final String INVOICES = "journey_invoices";

        private final MessageBroker broker = Infrastructure.broker();
        private final TwoServices services;

        /** Called reflectively by JUnit's store. */
        private Shared() {
            try {
                services = new TwoServices(
                        "shared",
                        broker.environment(),
                        Infrastructure.database(ORDERS),
                        Infrastructure.database(INVOICES));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            services.start().awaitReady();
        }

        @Override
        public void close() {
            services.close();
            CachingConnectionFactory connections = new CachingConnectionFactory(broker.host(), broker.port());
            connections.setUsername(broker.username());
            connections.setPassword(broker.password());
            connections.setVirtualHost(broker.virtualHost());
            try {
                services.deleteTopology(connections);
            } finally {
                connections.destroy();
            }
            Infrastructure.postgres().dropDatabase(ORDERS + "_" + Infrastructure.RUN);
            Infrastructure.postgres().dropDatabase(INVOICES + "_" + Infrastructure.RUN);
        }
    }
}
