package caravana.fargate;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fargate.DeployedStack.Container;
import caravana.fargate.DeployedStack.Recorded;
import caravana.fixture.ServiceSettings;
import caravana.fixture.ServiceVariables;
import caravana.invoices.InvoicesProperties;
import caravana.orders.OrdersProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.zaxxer.hikari.HikariConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.amqp.RabbitProperties;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.convert.DurationStyle;

/** The task definitions of dev and prod match the variables and ports of the services. */
class TaskDefinitionTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final DeployedStack DEV = DeployedStack.dev();
    private static final DeployedStack PROD = DeployedStack.prod();

    static List<Service> services() {
        return Stream.of(DEV, PROD)
                .flatMap(stack -> Stream.of("orders", "invoices").map(name -> new Service(stack, name)))
                .toList();
    }

    /** A service in a stack. */
    record Service(DeployedStack stack, String name) {

        Container container() {
            return stack.container(name);
        }

        /** Its variables. The value of a secret is its reference to Secrets Manager. */
        Map<String, String> variables() {
            Map<String, String> all = new TreeMap<>(container().environment());
            all.putAll(container().secrets());
            assertThat(all)
                    .hasSize(container().environment().size()
                            + container().secrets().size());
            return all;
        }

        JsonNode settings() {
            return ServiceSettings.of(name);
        }

        @Override
        public String toString() {
            return name + " in " + stack.stack();
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void setsOnlyVariablesThatAServiceReads(Service service) {
        assertThat(service.variables().keySet()).isNotEmpty().allSatisfy(variable -> {
            assertThat(ServiceVariables.isRead(variable)).as(variable).isTrue();
            // Behind Kong, the merchant comes from Kong's headers only.
            assertThat(variable).doesNotStartWith("CARAVANA_DEFAULT_");
        });
    }

    @ParameterizedTest
    @MethodSource("services")
    void listensOnThePortsOfTheDesign(Service service) {
        int api = service.settings().at("/server/port").asInt();
        int management = service.settings().at("/management/server/port").asInt();
        assertThat(api).isPositive();
        assertThat(service.container().ports()).containsExactly(api);
        assertThat(service.variables())
                .containsEntry("SERVER_PORT", Integer.toString(api))
                .containsEntry("MANAGEMENT_SERVER_PORT", Integer.toString(management));
        assertThat(collector(service.stack(), service.name()))
                .contains("targets: [\"127.0.0.1:" + management + "\"]", "metrics_path: /actuator/prometheus");
    }

    /** The service has the name and port that kong.yml uses. */
    @ParameterizedTest
    @MethodSource("services")
    void hasTheAddressThatKongUses(Service service) {
        Map<String, Object> names =
                service.stack().one("ecs/service:Service", service.name()).map("serviceConnectConfiguration");
        JsonNode upstreams = yaml("kong-declarative/kong.yml").path("upstreams");
        String target = upstreams.findValuesAsText("target").stream()
                .filter(one -> one.startsWith(service.name() + ":"))
                .findFirst()
                .orElseThrow();
        String alias = "dnsName=" + target.split(":")[0];
        assertThat(names.toString())
                .contains(alias)
                .contains("port=" + target.split(":")[1])
                // A port mapping of the task has this name. It names no protocol, so that Service Connect does not
                // retry requests.
                .contains("portName=api");
        assertThat(service.container().definition().get("portMappings").toString())
                .contains("\"name\":\"api\"")
                .doesNotContain("appProtocol");
    }

    @ParameterizedTest
    @MethodSource("services")
    void usesItsOwnDatabase(Service service) {
        DataSourceProperties database =
                ServiceVariables.bound(service.variables(), "spring.datasource", DataSourceProperties.class);
        Recorded server = service.stack().one("rds/instance:Instance", "databases-" + service.name());
        URI url = URI.create(database.getUrl().substring("jdbc:".length()));
        assertThat(url.getHost()).startsWith(server.text("identifier") + ".");
        assertThat(url.getPort()).isEqualTo(server.number("port"));
        assertThat(url.getPath()).isEqualTo("/" + server.text("dbName")).isEqualTo("/" + service.name());
        assertThat(url.getQuery()).isEqualTo("sslmode=require");
        assertThat(server.is("manageMasterUserPassword")).isTrue();
        assertThat(database.getUsername()).isEqualTo(server.arn() + "-master:username::");
        assertThat(database.getPassword()).isEqualTo(server.arn() + "-master:password::");
    }

    @ParameterizedTest
    @MethodSource("services")
    void verifiesTheBrokersTlsCertificate(Service service) {
        RabbitProperties broker =
                ServiceVariables.bound(service.variables(), "spring.rabbitmq", RabbitProperties.class);
        assertThat(broker.determineHost()).endsWith(".mq.us-east-1.amazonaws.com");
        assertThat(broker.determinePort()).isEqualTo(5671);
        assertThat(broker.getSsl().determineEnabled()).isTrue();
        assertThat(broker.getSsl().isValidateServerCertificate()).isTrue();
        assertThat(broker.getSsl().isVerifyHostname()).isTrue();
        assertThat(broker.determineVirtualHost()).isNull();
        assertThat(broker.determineUsername()).endsWith("broker-account:username::");
        assertThat(broker.determinePassword()).endsWith("broker-account:password::");
    }

    /** Passwords rotate at a fixed hour, after which the tasks are replaced. Until then they open no new connection. */
    @ParameterizedTest
    @MethodSource("services")
    void survivesTheRotationOfItsPassword(Service service) {
        HikariConfig pool = ServiceVariables.bound(service.variables(), "spring.datasource.hikari", HikariConfig.class);
        assertThat(pool.getMaxLifetime()).as("unlimited lifetime").isZero();
        Map<String, Object> rotation = service.stack()
                .one("secretsmanager/secretRotation:SecretRotation", "databases-" + service.name())
                .map("rotationRules");
        assertThat(rotation)
                .containsEntry("scheduleExpression", "cron(0 3 ? * SUN *)")
                .containsEntry("duration", "1h");
        assertThat(service.stack()
                        .one("scheduler/schedule:Schedule", service.name() + "-replacement")
                        .text("scheduleExpression"))
                .isEqualTo("cron(30 4 ? * SUN *)");
    }

    @ParameterizedTest
    @MethodSource("services")
    void allowsEnoughTimeForAGracefulShutdown(Service service) {
        Duration requests = DurationStyle.SIMPLE.parse(service.settings()
                .at("/spring/lifecycle/timeout-per-shutdown-phase")
                .textValue());
        Duration routes = Duration.ofSeconds(
                service.settings().at("/camel/main/shutdown-timeout").asLong());
        assertThat(routes).isPositive();
        assertThat(Duration.ofSeconds(
                        service.container().definition().get("stopTimeout").getAsLong()))
                .isGreaterThan(requests.plus(routes));
    }

    @ParameterizedTest
    @MethodSource("services")
    void sendsSpansAndLogsToTheCollectorInItsTask(Service service) {
        assertThat(service.variables())
                .containsEntry("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
                .containsEntry("OTEL_LOGS_EXPORTER", "otlp");
        String collector = collector(service.stack(), service.name());
        assertThat(collector).contains("endpoint: 127.0.0.1:4318");
        for (String signal : List.of("traces", "logs")) {
            assertThat(collector).containsPattern(signal + ":\\s+receivers: \\[otlp]");
        }
    }

    @Test
    void scalesWithTheQueuesThatTheServicesConsume() {
        Map<String, String> queues = Map.of(
                "orders",
                ServiceVariables.bound(Map.of(), "caravana", OrdersProperties.class)
                        .messaging()
                        .invoiceIssuedQueue(),
                "invoices",
                ServiceVariables.bound(Map.of(), "caravana", InvoicesProperties.class)
                        .messaging()
                        .orderPlacedQueue());
        queues.forEach((service, queue) -> assertThat(PROD.one("appautoscaling/policy:Policy", service + "-queue")
                        .map("targetTrackingScalingPolicyConfiguration")
                        .toString())
                .contains("namespace=AWS/AmazonMQ", "metricName=MessageReadyCount", "value=" + queue + "}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "invoices", "kong"})
    void usesTheHealthCheckOfTheImage(String service) {
        String stage = stage(service);
        String asked = stage.contains("HEALTHCHECK") ? stage : stage("service");
        Matcher command = Pattern.compile("HEALTHCHECK [^\n]*(?:\\\\\n\\s*)?CMD bash -c '([^']+)'")
                .matcher(asked);
        assertThat(command.find()).isTrue();
        List<String> ours = PROD
                .container(service)
                .definition()
                .getAsJsonObject("healthCheck")
                .getAsJsonArray("command")
                .asList()
                .stream()
                .map(word -> word.getAsString())
                .toList();
        assertThat(ours.subList(0, 3)).containsExactly("CMD", "bash", "-c");
        assertThat(ours.get(3)).isEqualTo(command.group(1).replaceAll("\\\\\n\\s*", ""));
    }

    /** Fargate mounts an empty volume that root owns, unless the image declares a volume at that path. */
    @ParameterizedTest
    @ValueSource(strings = {"orders", "invoices", "kong"})
    void ownsItsTemporaryFolder(String service) {
        assertThat(PROD.container(service)
                        .definition()
                        .get("readonlyRootFilesystem")
                        .getAsBoolean())
                .isTrue();
        assertThat(PROD.container(service).definition().get("mountPoints").toString())
                .contains("\"containerPath\":\"/tmp\"");
        String stage = stage(service);
        assertThat(stage.lines()).contains("VOLUME /tmp");
        assertThat(stage.substring(stage.indexOf("VOLUME /tmp"))).doesNotContain("RUN ", "COPY ");
    }

    @Test
    void runsTheTargetsOfTheDockerfile() {
        Set<String> own = new TreeSet<>();
        PROD.containers().values().stream()
                .map(Container::image)
                .map(image -> image.replaceFirst(".*/caravana-prod/", ""))
                .forEach(own::add);
        assertThat(own).hasSize(4).allMatch(image -> image.matches("(orders|invoices|kong):1\\.0\\.0|collector:\\d.*"));
        assertThat(List.of("orders", "invoices", "kong"))
                .allSatisfy(name -> assertThat(stage(name)).isNotEmpty());
    }

    private static String collector(DeployedStack stack, String service) {
        return stack.containers().get(service + "/collector").environment().get("OTELCOL_CONFIG");
    }

    /** A stage of the Dockerfile, from its FROM to the next. */
    private static String stage(String name) {
        return Stream.of(text("Dockerfile").split("(?m)^(?=FROM )"))
                .filter(stage -> stage.lines().findFirst().orElse("").endsWith(" AS " + name))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode yaml(String file) {
        try {
            return new YAMLMapper().readTree(text(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    private static String text(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
