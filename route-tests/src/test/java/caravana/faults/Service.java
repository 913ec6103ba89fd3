package caravana.faults;

import caravana.fixture.Api;
import caravana.fixture.ClassDataArchive;
import caravana.localstack.Database;
import caravana.localstack.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Orders or Invoices as processes that reach their database and the broker through proxies of their own. */
final class Service implements AutoCloseable {

    /** The setting that holds the heap's limit, as an option of Java. */
    static final String HEAP = "JDK_JAVA_OPTIONS";

    static final Duration START_TIMEOUT = Duration.ofMinutes(3);

    private final String name;
    private final Path jar;
    private final Map<String, String> environment;
    private final Servers servers;
    private final TcpProxy toDatabase;
    private final TcpProxy toBroker;
    private final List<ServiceProcess> instances = new ArrayList<>();

    Service(
            String name,
            Path jar,
            Servers servers,
            DatabaseServer databaseServer,
            Database database,
            Map<String, String> settings) {
        this.name = name;
        this.jar = jar;
        this.servers = servers;
        this.toDatabase = new TcpProxy(databaseServer.port());
        this.toBroker = new TcpProxy(servers.broker.port());
        this.environment = new HashMap<>(settings);
        environment.putAll(servers.broker.environment());
        environment.putAll(database.environment());
        environment.computeIfPresent(
                "SPRING_DATASOURCE_URL",
                (variable, url) -> url.replace(":" + databaseServer.port() + "/", ":" + toDatabase.port() + "/"));
        environment.put("SPRING_RABBITMQ_PORT", Integer.toString(toBroker.port()));
        environment.put("OTEL_TRACES_EXPORTER", "none");
        environment.putIfAbsent(HEAP, "-Xmx256m");
        addInstance();
    }

    /** One more process on the same database and queues, not started yet. */
    ServiceProcess addInstance() {
        String log = environment.get("CARAVANA_MESSAGING_EXCHANGE") + "-" + name + "-" + instances.size() + ".log";
        List<String> jvm = ClassDataArchive.jvm(jar, "-XX:+ExitOnOutOfMemoryError");
        ServiceProcess instance = new ServiceProcess(
                name, jar, jvm, environment, Servers.DIRECTORY.resolve("logs").resolve(log), servers.guard);
        instances.add(instance);
        return instance;
    }

    /** Ends all instances but the first. */
    void removeOtherInstances() {
        while (instances.size() > 1) {
            instances.remove(instances.size() - 1).stop();
        }
    }

    /** Its first instance, the only one in most tests. */
    ServiceProcess process() {
        return instances.get(0);
    }

    List<Api> apis() {
        return instances.stream().map(instance -> new Api(instance.baseUrl())).toList();
    }

    TcpProxy database() {
        return toDatabase;
    }

    TcpProxy broker() {
        return toBroker;
    }

    void start() {
        process().start();
    }

    void awaitReady() {
        process().awaitReady(START_TIMEOUT);
    }

    void kill() {
        process().kill();
    }

    @Override
    public void close() {
        instances.forEach(ServiceProcess::kill);
        toDatabase.close();
        toBroker.close();
    }
}
