package caravana.faults;

import static org.awaitility.Awaitility.await;

import caravana.localstack.Guard;
import caravana.localstack.MessageBroker;
import caravana.localstack.Ports;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A real RabbitMQ of our own, with private ports on loopback, whose queues and messages stay in its directory. */
public final class RabbitMqNode implements MessageBroker {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration STOP_TIMEOUT = Duration.ofMinutes(1);

    private final Path directory;
    private final Guard guard;
    private final int port;
    private final Map<String, String> environment;
    /** Erlang's port mapper, which a node would start by itself and leave behind. */
    private final Process portMapper;

    private Process node;

    RabbitMqNode(Path directory, Ports ports, Guard guard) {
        this(directory, ports, guard, "", "");
    }

    private RabbitMqNode(Path directory, Ports ports, Guard guard, String settings, String plugins) {
        this.directory = directory.toAbsolutePath();
        this.guard = guard;
        this.port = ports.any();
        String portMapperPort = Integer.toString(ports.any());
        this.environment = Map.ofEntries(
                // Its own home holds its own cookie.
                Map.entry("HOME", file("")),
                Map.entry("ERL_EPMD_PORT", portMapperPort),
                Map.entry("ERL_EPMD_ADDRESS", Ports.LOOPBACK),
                Map.entry("RABBITMQ_NODENAME", "caravana-faults@localhost"),
                Map.entry("RABBITMQ_CONFIG_FILE", file("rabbitmq.conf")),
                Map.entry("RABBITMQ_CONF_ENV_FILE", file("env.conf")),
                Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", file("plugins")),
                Map.entry("RABBITMQ_DIST_PORT", Integer.toString(ports.any())),
                Map.entry("RABBITMQ_MNESIA_BASE", file("data")),
                Map.entry("RABBITMQ_LOG_BASE", file("log")),
                Map.entry("RABBITMQ_PID_FILE", file("pid")),
                Map.entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"),
                // The script then becomes the node, instead of staying its parent: signals reach the node itself.
                Map.entry("RUNNING_UNDER_SYSTEMD", "true"));
        try {
            Files.createDirectories(this.directory);
            Files.writeString(
                    this.directory.resolve("rabbitmq.conf"), "listeners.tcp.1 = 127.0.0.1:" + port + "\n" + settings);
            Files.writeString(this.directory.resolve("env.conf"), "");
            Files.writeString(this.directory.resolve("plugins"), "[" + plugins + "].");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.portMapper = launch("epmd.log", "epmd", "-port", portMapperPort, "-address", Ports.LOOPBACK);
    }

    /** One that tells Prometheus how it is, as the platform's does. */
    public static RabbitMqNode withMetrics(Path directory, Ports ports, Guard guard, int metricsPort) {
        String settings = "prometheus.tcp.ip = 127.0.0.1\nprometheus.tcp.port = " + metricsPort + "\n";
        return new RabbitMqNode(directory, ports, guard, settings, "rabbitmq_prometheus");
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    /** Debian's own command would switch to the user rabbitmq: the script that it wraps comes first. */
    private static String serverScript() {
        return Stream.concat(
                        Stream.of("/usr/lib/rabbitmq/bin"),
                        Stream.of(System.getenv("PATH").split(":")))
                .map(folder -> Path.of(folder, "rabbitmq-server"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "These tests need a RabbitMQ to start: install rabbitmq-server (.ci/run does it)."))
                .toString();
    }

    private Process launch(String log, String... command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(directory.resolve(log).toFile()));
        // Whoever starts us may have a node of his own.
        builder.environment()
                .keySet()
                .removeIf(variable -> variable.startsWith("RABBITMQ_") || variable.startsWith("ERL_"));
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            guard.watch(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it, also again after it was stopped or killed, and waits until it takes clients. */
    public void start() {
        if (node == null || !node.isAlive()) {
            node = launch("start.log", serverScript());
            await("RabbitMQ starts, see " + file("start.log"))
                    .atMost(START_TIMEOUT)
                    .failFast("RabbitMQ has ended, see " + file("start.log"), () -> !node.isAlive())
                    .ignoreExceptions()
                    .until(() -> !version().isEmpty());
        }
    }

    /** Stops it in good order; what is durable stays. */
    public void stop() {
        end(Process::destroy);
    }

    /** Ends it as SIGKILL does. */
    void kill() {
        end(Process::destroyForcibly);
    }

    private void end(Consumer<Process> how) {
        if (node != null) {
            end(node, how);
            node = null;
        }
    }

    private static void end(Process process, Consumer<Process> how) {
        how.accept(process);
        try {
            if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** A connection of the test's own, past the proxies. */
    public Connection connect() throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(host());
        factory.setPort(port);
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection("caravana faults");
    }

    /** The version it tells its clients. */
    String version() throws IOException, TimeoutException {
        try (Connection connection = connect()) {
            return connection.getServerProperties().get("version").toString();
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
        return ConnectionFactory.DEFAULT_USER;
    }

    @Override
    public String password() {
        return ConnectionFactory.DEFAULT_PASS;
    }

    @Override
    public String virtualHost() {
        return ConnectionFactory.DEFAULT_VHOST;
    }

    @Override
    public String kind() {
        return "RabbitMQ";
    }

    @Override
    public void close() {
        stop();
        end(portMapper, Process::destroy);
    }
}
