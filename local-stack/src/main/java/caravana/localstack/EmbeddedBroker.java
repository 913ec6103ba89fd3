package caravana.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.qpid.server.SystemLauncher;

/** Apache Qpid Broker-J inside this JVM, on loopback, whose queues and messages stay in its directory. */
public final class EmbeddedBroker implements MessageBroker {

    private final Path directory;
    private final int port;
    private SystemLauncher launcher;

    private EmbeddedBroker(Path directory, int port) {
        this.directory = directory.toAbsolutePath();
        this.port = port;
    }

    /** A broker that is not started yet, on the given port, with what its directory holds. */
    static EmbeddedBroker at(Path directory, int port) {
        return new EmbeddedBroker(directory, port);
    }

    /** Starts one on the given port with what its directory holds. */
    public static EmbeddedBroker start(Path directory, int port) {
        EmbeddedBroker broker = at(directory, port);
        broker.start();
        return broker;
    }

    /** Starts it again after {@link #stop()}, on the same port with the same data. */
    public synchronized void start() {
        if (launcher != null) {
            return;
        }
        SystemLauncher starting = new SystemLauncher();
        try {
            Files.createDirectories(directory);
            // The store's own log, which it would put into the working directory of whoever starts it.
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
                                    // Quorum queues and their limits are RabbitMQ's: here they mean nothing, but do no
                                    // harm.
                                    "queue.behaviourOnUnknownDeclareArgument", "IGNORE")));
            awaitPort();
        } catch (Exception e) {
            starting.shutdown();
            throw new StartFailure(
                    "the embedded broker does not start on port " + port + ": " + StartFailure.reason(e), e);
        }
        launcher = starting;
    }

    /** The broker reports a port that it could not bind in its log only. */
    private void awaitPort() {
        if (Ports.isFree(port)) {
            throw new IllegalStateException("it does not listen; the data in " + directory + " may be damaged");
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

    /** Stops it and keeps its data. */
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
