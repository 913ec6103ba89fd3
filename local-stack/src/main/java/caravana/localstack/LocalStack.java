package caravana.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Starts PostgreSQL, the broker, the services and the trace viewer in parallel, and stops them together. */
final class LocalStack implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);
    /** Optimised for a fast start, not for throughput. */
    private static final List<String> SERVICE_JVM = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final List<String> VIEWER_JVM = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final WorkingTree checkout;
    private final Map<String, String> environment;
    private final Console console;
    private final Guard guard;
    private final Ports ports = new Ports();
    private final ExecutorService starters = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "starter");
        thread.setDaemon(true);
        return thread;
    });
    /** The components to stop, last started first. */
    private final Deque<AutoCloseable> kept = new ArrayDeque<>();

    private boolean closed;

    private TraceViewer viewer;
    private volatile ServiceProcess orders;
    private volatile ServiceProcess invoices;

    LocalStack(WorkingTree checkout, Map<String, String> environment, Console console) throws IOException {
        this.checkout = checkout;
        this.environment = environment;
        this.console = console;
        this.guard = Guard.start();
        Files.writeString(checkout.guardPid(), Long.toString(guard.pid()));
    }

    void start() {
        CompletableFuture<Path> ordersJar = unpacked("orders-routes");
        CompletableFuture<Path> invoicesJar = unpacked("invoices-routes");
        CompletableFuture<PostgresServer> postgres = async(this::startPostgres);
        MessageBroker broker = MessageBroker.fromEnvironment(environment)
                .orElseGet(() -> EmbeddedBroker.at(checkout.data().resolve("broker"), port("Broker", 5672)));
        keep(broker);
        viewer = keep(new TraceViewer(
                checkout.traceViewer(), VIEWER_JVM, port("Zipkin", 9411), checkout.log("zipkin"), guard));
        CompletableFuture<ServiceProcess> ordersStarted = postgres.thenCombineAsync(
                ordersJar, (server, jar) -> orders = service("orders", jar, 8081, 9081, server, broker), starters);
        CompletableFuture<ServiceProcess> invoicesStarted = postgres.thenCombineAsync(
                invoicesJar,
                (server, jar) -> invoices = service("invoices", jar, 8082, 9082, server, broker),
                starters);
        awaitAll(
                // The services retry until the broker is available.
                CompletableFuture.runAsync(() -> startBroker(broker), starters),
                ordersStarted.thenAcceptAsync(this::awaitReady, starters),
                invoicesStarted.thenAcceptAsync(this::awaitReady, starters),
                // The services take longest to start, so on few cores the viewer starts after them.
                ordersStarted.thenCombineAsync(invoicesStarted, (one, other) -> startViewer(), starters));
    }

    private CompletableFuture<Path> unpacked(String module) {
        Path jar = checkout.existingJar(module);
        return async(() -> UnpackedJar.of(jar, checkout.unpacked(module)));
    }

    private PostgresServer startPostgres() {
        Path directory = checkout.data().resolve("postgres");
        PostgresServer server = keep(PostgresServer.fromEnvironment(environment)
                .orElseGet(() -> EmbeddedPostgresServer.start(
                        directory, checkout.postgresBinaries(), port("PostgreSQL", 5432), guard)));
        ready("PostgreSQL", server.description());
        return server;
    }

    private void startBroker(MessageBroker broker) {
        if (broker instanceof EmbeddedBroker ours) {
            ours.start();
        }
        ready("Broker", broker.description());
    }

    private TraceViewer startViewer() {
        viewer.start();
        viewer.awaitReady(START_TIMEOUT);
        ready("Zipkin", viewer.url() + "/zipkin/");
        return viewer;
    }

    private ServiceProcess service(
            String name, Path jar, int port, int managementPort, PostgresServer postgres, MessageBroker broker) {
        Map<String, String> settings = new HashMap<>();
        environment.forEach((variable, value) -> {
            if (variable.startsWith("SPRING_DATASOURCE_")) {
                settings.put(variable, value);
            }
        });
        settings.putAll(postgres.createDatabase(name, name).environment());
        settings.putAll(broker.environment());
        settings.put("SERVER_PORT", Integer.toString(port(name, port)));
        settings.put("MANAGEMENT_SERVER_PORT", Integer.toString(port(name + " management", managementPort)));
        Map<String, String> unlessSet = Map.of(
                "SERVER_ADDRESS", Ports.LOOPBACK,
                "MANAGEMENT_SERVER_ADDRESS", Ports.LOOPBACK,
                "CARAVANA_DEFAULT_MERCHANT", "demo",
                "CARAVANA_DEFAULT_GROUPS", "operators",
                "OTEL_TRACES_EXPORTER", "zipkin",
                "OTEL_EXPORTER_ZIPKIN_ENDPOINT", viewer.spansUrl(),
                "OTEL_BSP_SCHEDULE_DELAY", "300");
        unlessSet.forEach((variable, value) -> settings.put(variable, environment.getOrDefault(variable, value)));
        ServiceProcess service = keep(new ServiceProcess(name, jar, SERVICE_JVM, settings, checkout.log(name), guard));
        service.deleteLog();
        service.start();
        return service;
    }

    private void awaitReady(ServiceProcess service) {
        service.awaitReady(START_TIMEOUT);
        ready(service.name(), service.baseUrl() + "  (management: " + service.managementUrl() + "/actuator)");
    }

    private void ready(String part, String where) {
        if (!isClosed()) {
            console.ready(part, where);
        }
    }

    private int port(String part, int wanted) {
        int port = ports.near(wanted);
        if (port != wanted) {
            console.say("  " + part + ": port " + wanted + " is in use, using " + port);
        }
        return port;
    }

    private <T> CompletableFuture<T> async(Supplier<T> start) {
        return CompletableFuture.supplyAsync(start, starters);
    }

    /** Waits for all; fails at the first failure without waiting for the others. */
    private static void awaitAll(CompletableFuture<?>... parts) {
        CompletableFuture<Void> all = CompletableFuture.allOf(parts);
        for (CompletableFuture<?> part : parts) {
            part.whenComplete((result, failure) -> {
                if (failure != null) {
                    all.completeExceptionally(failure);
                }
            });
        }
        try {
            all.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Registers a component to be stopped; stops it at once if the stack is already closed. */
    private <T extends AutoCloseable> T keep(T part) {
        synchronized (kept) {
            if (!closed) {
                kept.push(part);
                return part;
            }
        }
        stop(part);
        throw new StartFailure("stopped while starting");
    }

    TraceViewer viewer() {
        return viewer;
    }

    ServiceProcess orders() {
        return orders;
    }

    ServiceProcess invoices() {
        return invoices;
    }

    /** Waits until a service exits unexpectedly. */
    void awaitUnexpectedEnd() {
        ServiceProcess ended = (ServiceProcess) CompletableFuture.anyOf(
                        orders.onExit().thenApply(exit -> orders),
                        invoices.onExit().thenApply(exit -> invoices))
                .join();
        throw new StartFailure(ended.name() + " exited unexpectedly with code " + ended.exitCode()
                + "; last error in its log: " + ended.failureLine());
    }

    boolean isClosed() {
        synchronized (kept) {
            return closed;
        }
    }

    /** Stops the services and the viewer in parallel, then PostgreSQL and the broker. */
    @Override
    public synchronized void close() {
        Deque<AutoCloseable> parts;
        synchronized (kept) {
            if (closed) {
                return;
            }
            closed = true;
            parts = new ArrayDeque<>(kept);
        }
        Map<Boolean, List<AutoCloseable>> processesFirst = parts.stream()
                .collect(Collectors.partitioningBy(
                        part -> part instanceof ServiceProcess || part instanceof TraceViewer));
        stopAll(processesFirst.get(true));
        stopAll(processesFirst.get(false));
        guard.close();
    }

    private void stopAll(List<AutoCloseable> parts) {
        CompletableFuture.allOf(parts.stream()
                        .map(part -> CompletableFuture.runAsync(() -> stop(part), starters))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }

    private void stop(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            console.say("could not stop " + part.getClass().getSimpleName() + ": " + StartFailure.reason(e));
        }
    }
}
