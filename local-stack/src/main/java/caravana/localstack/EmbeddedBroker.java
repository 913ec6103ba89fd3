package caravana.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.qpid.server.SystemLauncher;

/** Apache Qpid Broker-J in this JVM, on the loopback address. Its queues and messages are stored in its directory. */
public final class EmbeddedBroker implements MessageBroker {

    private final Path directory;
    private final int port;
    private SystemLauncher launcher;

    private EmbeddedBroker(Path directory, int port) {
        this.directory = directory.toAbsolutePath();
        this.port = port;
    }

    /** Creates a broker with the data of a directory, without starting it. */
    static EmbeddedBroker at(Path directory, int port) {
        return new EmbeddedBroker(directory, port);
    }

    /** Starts a broker on a port, with the data of a directory. */
    public static EmbeddedBroker start(Path directory, int port) {
        EmbeddedBroker broker = at(directory, port);
        broker.start();
        return broker;
    }

    /** Starts the broker, also after {@link #stop()}, on the same port with the same data. */
    public synchronized void start() {
        if (launcher != null) {
            return;
        }
        SystemLauncher starting = new SystemLauncher();
        try {
            Files.createDirectories(directory);
            // Otherwise the Derby store writes its log to the working directory.
            System.setProperty(
                    "derby.stream.error.file", directory.resolve("derby.log").toString());
            starting.startup(Map.of(
                    "type", "JSON",
                    "storePath", directory.resolve("config.json").toString(),
                    "initialConfigurationLocation", copyOf("broker.json"),
                    "initialSystemPropertiesLocation", noProperties(),
                    "startupLoggedToSystemOut", false,
                    "context",
                            Map.of(
                                    "qpid.work_dir", directory.toString(),
                                    "caravana.broker.port", Integer.toString(port),
                                    // Ignores the RabbitMQ arguments of quorum queues.
                                    "queue.behaviourOnUnknownDeclareArgument", "IGNORE")));
            awaitPort();
        } catch (Exception e) {
            starting.shutdown();
            throw new StartFailure(
                    "the embedded broker does not start on port " + port + ": " + StartFailure.reason(e), e);
        }
        launcher = starting;
    }

    /** The broker reports a failure to bind its port only in its log. */
    private void awaitPort() {
        if (Ports.isFree(port)) {
            throw new IllegalStateException("the port is not open; the data in " + directory + " may be damaged");
        }
    }

    private String copyOf(String resource) throws IOException {
        Path copy = directory.resolve(resource);
        FileUtils.copyURLToFile(EmbeddedBroker.class.getResource(resource), copy.toFile());
        return copy.toUri().toURL().toExternalForm();
    }

    private String noProperties() throws IOException {
        Path empty = directory.resolve("no.properties");
        Files.writeString(empty, "");
        return empty.toUri().toURL().toExternalForm();
    }

    /** Stops the broker and keeps its data. */
    public synchronized void stop() {
        if (launcher != null) {
            launcher.shutdown();
            launcher = null;
        }
    }

    @Override
    public String host() {
        return Ports.LOOPBACK;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String username() {
        return "guest";
    }

    @Override
    public String password() {
        return "guest";
    }

    @Override
    public String virtualHost() {
        return "/";
    }

    @Override
    public String kind() {
        return "Qpid Broker-J";
    }

    @Override
    public void close() {
        stop();
    }
}
