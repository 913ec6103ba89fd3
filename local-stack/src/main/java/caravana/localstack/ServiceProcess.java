package caravana.localstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A service as a process of its own, from its runnable jar, on free ports unless its environment names them. */
public final class ServiceProcess implements AutoCloseable {

    private static final Ports PORTS = new Ports();

    private final JsonHttp http = new JsonHttp();
    private final String name;
    private final int port;
    private final int managementPort;
    private final Path log;
    private final JavaProcess process;

    /**
     * A service that is not started yet; its ports stay the same over all its starts.
     *
     * @param guard ends it when this JVM is killed; null for none
     */
    public ServiceProcess(
            String name, Path jar, List<String> jvmOptions, Map<String, String> environment, Path log, Guard guard) {
        Map<String, String> complete = new HashMap<>(environment);
        this.name = name;
        this.port = port(complete, "SERVER_PORT");
        this.managementPort = port(complete, "MANAGEMENT_SERVER_PORT");
        this.log = log;
        complete.putIfAbsent("SERVER_ADDRESS", Ports.LOOPBACK);
        // Plain text instead of JSON: these logs are read by people.
        complete.putIfAbsent("LOGGING_STRUCTURED_FORMAT_CONSOLE", "");
        complete.putIfAbsent("MANAGEMENT_SERVER_ADDRESS", Ports.LOOPBACK);
        this.process = new JavaProcess(name, jvmOptions, jar, List.of(), complete, log, guard);
    }

    /** Starts a service with the given environment. */
    public static ServiceProcess start(String name, Path jar, Map<String, String> environment, Path log) {
        ServiceProcess service = new ServiceProcess(name, jar, List.of(), environment, log, null);
        service.start();
        return service;
    }

    private static int port(Map<String, String> environment, String variable) {
        return Integer.parseInt(environment.computeIfAbsent(variable, missing -> Integer.toString(PORTS.any())));
    }

    /** Starts it, also again after it was stopped or killed. */
    public void start() {
        process.start();
    }

    /** Waits until it says that it is ready, and fails with its last words if it ends before. */
    public ServiceProcess awaitReady(Duration timeout) {
        process.awaitReady(timeout, http, managementUrl() + "/actuator/health/readiness");
        return this;
    }

    /** Ends it as SIGTERM does, and waits until it is gone. */
    public void stop() {
        process.stop();
    }

    /** Ends it as SIGKILL does. */
    public void kill() {
        process.kill();
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes when the process that runs now has ended. */
    public CompletableFuture<?> onExit() {
        return process.onExit();
    }

    /** What it ended with; 128 and the number of the signal where a signal ended it. */
    public int exitCode() {
        return process.exitCode();
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** The URL of its API, without a slash at the end. */
    public String baseUrl() {
        return "http://" + Ports.LOOPBACK + ":" + port;
    }

    /** The URL of its management port, without a slash at the end. */
    public String managementUrl() {
        return "http://" + Ports.LOOPBACK + ":" + managementPort;
    }

    /** The file that it logs to. */
    public Path log() {
        return log;
    }

    /** The line of its log that says most about its end. */
    public String lastWords() {
        return process.lastWords();
    }

    void forgetLog() {
        process.forgetLog();
    }

    @Override
    public void close() {
        stop();
    }
}
