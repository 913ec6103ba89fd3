package caravana.localstack;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** An AMQP 0-9-1 broker, embedded or somebody else's. */
public interface MessageBroker extends AutoCloseable {

    /** The broker that {@code SPRING_RABBITMQ_ADDRESSES} or {@code SPRING_RABBITMQ_HOST} names, if one is set. */
    static Optional<MessageBroker> fromEnvironment(Map<String, String> environment) {
        return ExternalBroker.isNamedIn(environment)
                ? Optional.of(ExternalBroker.connect(environment))
                : Optional.empty();
    }

    /** The broker of the environment, or an embedded one in the given directory on any free port. */
    static MessageBroker fromEnvironmentOrEmbedded(Map<String, String> environment, Path directory) {
        return fromEnvironment(environment).orElseGet(() -> EmbeddedBroker.start(directory, new Ports().any()));
    }

    /** Where it listens. */
    String host();

    /** The port it listens on. */
    int port();

    /** Who may use it. */
    String username();

    /** The password of {@link #username()}. */
    String password();

    /** The virtual host to use. */
    String virtualHost();

    /** What it is: "RabbitMQ", "Qpid Broker-J". */
    String kind();

    /** Host and port as one text. */
    default String addresses() {
        return host() + ":" + port();
    }

    /** The variables by which a service is told of it. */
    default Map<String, String> environment() {
        return Map.of(
                "SPRING_RABBITMQ_HOST", host(),
                "SPRING_RABBITMQ_PORT", Integer.toString(port()),
                "SPRING_RABBITMQ_USERNAME", username(),
                "SPRING_RABBITMQ_PASSWORD", password(),
                "SPRING_RABBITMQ_VIRTUAL_HOST", virtualHost());
    }

    /** What it is and where, for people. */
    default String description() {
        return kind() + " " + addresses();
    }

    @Override
    void close();
}
