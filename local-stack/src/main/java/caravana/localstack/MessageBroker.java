package caravana.localstack;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** An AMQP 0-9-1 broker, embedded or external. */
public interface MessageBroker extends AutoCloseable {

    /** Returns the broker of {@code SPRING_RABBITMQ_ADDRESSES} or {@code SPRING_RABBITMQ_HOST}, if one is set. */
    static Optional<MessageBroker> fromEnvironment(Map<String, String> environment) {
        return ExternalBroker.isNamedIn(environment)
                ? Optional.of(ExternalBroker.connect(environment))
                : Optional.empty();
    }

    /** Returns the broker of the environment, or starts an embedded one on a free port. */
    static MessageBroker fromEnvironmentOrEmbedded(Map<String, String> environment, Path directory) {
        return fromEnvironment(environment).orElseGet(() -> EmbeddedBroker.start(directory, new Ports().any()));
    }

    /** The host name or address. */
    String host();

    /** The port. */
    int port();

    /** The user name. */
    String username();

    /** The password of {@link #username()}. */
    String password();

    /** The virtual host. */
    String virtualHost();

    /** The product: "RabbitMQ" or "Qpid Broker-J". */
    String kind();

    /** Host and port, separated by a colon. */
    default String addresses() {
        return host() + ":" + port();
    }

    /** Returns the Spring Boot variables that configure a service to use this broker. */
    default Map<String, String> environment() {
        return Map.of(
                "SPRING_RABBITMQ_HOST", host(),
                "SPRING_RABBITMQ_PORT", Integer.toString(port()),
                "SPRING_RABBITMQ_USERNAME", username(),
                "SPRING_RABBITMQ_PASSWORD", password(),
                "SPRING_RABBITMQ_VIRTUAL_HOST", virtualHost());
    }

    /** Product and address, for display. */
    default String description() {
        return kind() + " " + addresses();
    }

    @Override
    void close();
}
