package caravana.localstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A service in a separate JVM, on free ports unless its environment sets them. */
public final class ServiceProcess implements AutoCloseable {

    private static final Ports PORTS = new Ports();

    private final JsonHttp http = new JsonHttp();
    private final String name;
    private final int port;
    private final int managementPort;
    private final Path log;
    private final JavaProcess process;

    /**
     * Creates a service without starting it. Its ports stay the same across restarts.
     *
     * @param guard stops the process when this JVM is killed; may be null
     */
    public ServiceProcess(
            String name, Path jar, List<String> jvmOptions, Map<String, String> environment, Path log, Guard guard) {
        Map<String, String> complete = new HashMap<>(environment);
        this.name = name;
        this.port = port(complete, "SERVER_PORT");
        this.managementPort = port(complete, "MANAGEMENT_SERVER_PORT");
        this.log = log;
        complete.putIfAbsent("SERVER_ADDRESS", Ports.LOOPBACK);
        // Plain text instead of JSON, for reading in a terminal.
        complete.putIfAbsent("LOGGING_STRUCTURED_FORMAT_CONSOLE", "");
        complete.putIfAbsent("MANAGEMENT_SERVER_ADDRESS", Ports.LOOPBACK);
        this.process = new JavaProcess(name, jvmOptions, jar, List.of(), complete, log, guard);
    }

    /** Starts a service with environment variables. */
    public static ServiceProcess start(String name, Path jar, Map<String, String> environment, Path log) {
        ServiceProcess service = new ServiceProcess(name, jar, List.of(), environment, log, null);
        service.start();
        return service;
    }

    private static int port(Map<String, String> environment, String variable) {
        return Integer.parseInt(environment.computeIfAbsent(variable, missing -> Integer.toString(PORTS.any())));
    }

    /** Starts the process, also after it was stopped or killed. */
    public void start() {
        process.start();
    }

    /** Waits until the service is ready; fails with an error from its log if the process exits. */
    public ServiceProcess awaitReady(Duration timeout) {
        process.awaitReady(timeout, http, managementUrl() + "/actuator/health/readiness");
        return this;
    }

    /** Sends SIGTERM and waits until the process has exited. */
    public void stop() {
        process.stop();
    }

    /** Sends SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** Whether the process is running. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes when the current process has exited. */
    public CompletableFuture<?> onExit() {
        return process.onExit();
    }

    /** Returns the exit code; 128 plus the signal number after a signal. */
    public int exitCode() {
        return process.exitCode();
    }

    /** Returns the process id. */
    public long pid() {
        return process.pid();
    }

    /** Returns the name of the service. */
    public String name() {
        return name;
    }

    /** Returns the base URL of the API, without a trailing slash. */
    public String baseUrl() {
        return "http://" + Ports.LOOPBACK + ":" + port;
    }

    /** Returns the base URL of the management port, without a trailing slash. */
    public String managementUrl() {
        return "http://" + Ports.LOOPBACK + ":" + managementPort;
    }

    /** Returns the log file. */
    public Path log() {
        return log;
    }

    /** Returns the line of the log that most likely explains the exit. */
    public String failureLine() {
        return process.failureLine();
    }

    void deleteLog() {
        process.deleteLog();
    }

    @Override
    public void close() {
        stop();
    }
}
