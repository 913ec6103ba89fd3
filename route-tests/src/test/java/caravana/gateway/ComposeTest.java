package caravana.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.ServiceSettings;
import caravana.fixture.ServiceVariables;
import caravana.gateway.KongFile.Rendering;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.amqp.RabbitProperties;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.convert.DurationStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Rules for compose.yaml beyond its schema, which .ci/compose-config checks. */
class ComposeTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String TEXT = text("compose.yaml");
    private static final JsonNode COMPOSE = yaml(TEXT);
    private static final Map<String, JsonNode> SERVICES = fields(COMPOSE.get("services"));
    private static final Map<String, Stage> STAGES = stages();

    /** A reference to a variable: its name, and either {@code :?} and an error message, or {@code :-} and a default. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(:[?-])?([^}]*)}");

    private static final Pattern SECRET = Pattern.compile("PASS|KEY|SECRET|TOKEN|AUTHORIZATION");

    @Test
    void publishesOnlyTheApiOfKong() {
        Set<String> published = SERVICES.entrySet().stream()
                .flatMap(service -> texts(service.getValue().path("ports")).map(port -> service.getKey() + " " + port))
                .collect(Collectors.toSet());
        // The other two are web interfaces, which are on loopback.
        assertThat(published)
                .containsExactlyInAnyOrder(
                        "kong ${KONG_ADDRESS:-127.0.0.1}:${KONG_PORT:-8000}:8000",
                        "rabbitmq 127.0.0.1:15672:15672",
                        "telemetry 127.0.0.1:3000:3000");
        assertThat(SERVICES.values()).noneMatch(service -> service.has("network_mode"));
    }

    @Test
    void namesTheExactVersionOfEveryImage() {
        assertThat(SERVICES).allSatisfy((name, service) -> {
            String image = service.path("image").asText();
            if (service.has("build")) {
                assertThat(image).matches("caravana-" + name + ":\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
                assertThat(service.path("pull_policy").asText()).isEqualTo("build");
            } else {
                // The version of PostgreSQL has two numbers.
                String release = image.startsWith("postgres:") ? "\\d+\\.\\d+" : "\\d+\\.\\d+\\.\\d+";
                assertThat(image).matches("[a-z/-]+:" + release + "(-[a-z0-9.]+)?");
            }
        });
    }

    @Test
    void buildsTargetsThatTheDockerfileHas() {
        assertThat(SERVICES.entrySet().stream()
                        .filter(service -> service.getValue().has("build")))
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("orders", "invoices", "kong");
        assertThat(SERVICES).allSatisfy((name, service) -> {
            if (service.has("build")) {
                assertThat(service.at("/build/context").textValue()).isEqualTo(".");
                assertThat(STAGES)
                        .containsKey(name)
                        .containsKey(service.at("/build/target").textValue());
            }
        });
    }

    /** Labels name the title, the version and the commit of every image that is built. */
    @ParameterizedTest
    @ValueSource(strings = {"orders", "invoices", "kong"})
    void labelsEveryImageThatItBuilds(String name) {
        Stage stage = STAGES.get(name);
        assertThat(STAGES.get("").instructions()).contains("ARG REVISION=unknown");
        assertThat(stage.instructions()).contains("ARG VERSION", "ARG REVISION");
        assertThat(stage.labels())
                .containsOnlyKeys("title", "description", "version", "revision", "licenses")
                .containsEntry("version", "${VERSION}")
                .containsEntry("revision", "${REVISION}")
                .containsEntry("licenses", "Apache-2.0")
                .hasEntrySatisfying("title", title -> assertThat(title).startsWith("Caravana "));
        assertThat(SERVICES.get(name).at("/build/args")).isEqualTo(yaml("REVISION: ${CARAVANA_REVISION:-unknown}"));
    }

    /** The page on AWS has the commands that build its images. */
    @Test
    void givesTheRevisionToTheImagesOfAws() {
        assertThat(text("pulumi-java/README.md"))
                .containsPattern("docker buildx build [^|]*--build-arg REVISION=\\$\\(git rev-parse HEAD\\)");
    }

    /** A missing module breaks the build of the images, which no other test runs. */
    @Test
    void copiesEveryModuleIntoTheImageBuild() {
        Set<String> built = Pattern.compile(" -pl (\\S+) -am ")
                .matcher(text("Dockerfile"))
                .results()
                .flatMap(option -> Stream.of(option.group(1).split(",")))
                .flatMap(module -> Stream.concat(Stream.of(module), ownDependencies(module)))
                .collect(Collectors.toSet());
        assertThat(built).contains("orders-routes", "caravana-spring-boot-starter");
        assertThat(modules()).containsAll(built).allSatisfy(module -> {
            boolean whole = built.contains(module);
            assertThat(STAGES.get("build").instructions())
                    .contains(whole ? "COPY " + module + " " + module : "COPY " + module + "/pom.xml " + module + "/");
            assertThat(text(".dockerignore").lines()).contains("!" + module + (whole ? "" : "/pom.xml"));
        });
    }

    private static Set<String> modules() {
        return Pattern.compile("<module>(.+)</module>")
                .matcher(text("pom.xml"))
                .results()
                .map(module -> module.group(1))
                .collect(Collectors.toSet());
    }

    /** The modules of this repository that a module depends on. */
    private static Stream<String> ownDependencies(String module) {
        return Pattern.compile("<dependency>\\s*<groupId>caravana</groupId>\\s*<artifactId>(.+)</artifactId>")
                .matcher(text(module + "/pom.xml"))
                .results()
                .map(dependency -> dependency.group(1));
    }

    @Test
    void turnsKongsAdminApiOff() {
        String image = text("Dockerfile");
        for (String variable : List.of("KONG_ADMIN_LISTEN", "KONG_ADMIN_GUI_LISTEN")) {
            assertThat(image).containsPattern("\\s" + variable + "=off\\s");
            assertThat(TEXT).doesNotContain(variable);
        }
    }

    @Test
    void limitsTheResourcesOfEveryService() {
        assertThat(SERVICES.values()).allSatisfy(service -> {
            JsonNode limits = service.at("/deploy/resources/limits");
            assertThat(limits.path("memory").asText()).matches("[1-9]\\d*[MG]");
            // At most what the smallest host has: Docker starts no container with a higher limit.
            assertThat(limits.path("cpus").asDouble()).isBetween(0.1, 2.0);
            assertThat(service.path("pids_limit").asInt()).isPositive();
            assertThat(service.at("/logging/options/max-size").asText()).isEqualTo("10m");
            assertThat(service.at("/logging/options/max-file").asInt()).isPositive();
        });
    }

    @Test
    void restartsEveryService() {
        assertThat(SERVICES.values())
                .allSatisfy(service ->
                        assertThat(service.path("restart").textValue()).isEqualTo("unless-stopped"));
    }

    @Test
    void hasAHealthCheckForEveryService() {
        assertThat(SERVICES.values()).allSatisfy(service -> {
            JsonNode check = service.path("healthcheck");
            assertThat(check.has("disable")).isFalse();
            if (check.has("test")) {
                assertThat(check.at("/test/0").textValue()).isIn("CMD", "CMD-SHELL");
            } else {
                Stage stage = STAGES.get(service.at("/build/target").asText());
                assertThat(stage).isNotNull();
                assertThat(stage.hasHealthCheck()).isTrue();
            }
            assertThat(duration(check.path("interval"))).isLessThanOrEqualTo(Duration.ofSeconds(15));
            assertThat(duration(check.path("timeout"))).isPositive();
            assertThat(duration(check.path("start_period"))).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(3));
            assertThat(check.path("retries").asInt()).isPositive();
        });
    }

    @Test
    void givesEveryVariableADefaultOrAnError() {
        assertThat(variables()).isNotEmpty().allMatch(variable -> variable.group(2) != null);
        assertThat(VARIABLE.matcher(TEXT.replace("$$", "")).replaceAll("")).doesNotContain("$");
    }

    @Test
    void listsExactlyItsVariablesInTheExample() {
        Map<String, String> set = new TreeMap<>();
        Map<String, String> left = new TreeMap<>();
        variables()
                .forEach(variable ->
                        (variable.group(2).equals(":?") ? set : left).put(variable.group(1), variable.group(3)));
        assertThat(set).isNotEmpty();

        assertThat(example("").keySet()).isEqualTo(set.keySet());
        assertThat(example("").values()).allMatch(value -> value.startsWith("demo-"));
        assertThat(example("#")).as("optional variables with their defaults").isEqualTo(left);
    }

    @Test
    void containsNoPassword() {
        assertThat(SERVICES)
                .allSatisfy((name, service) -> environment(service).forEach((variable, value) -> {
                    if (SECRET.matcher(variable).find()) {
                        assertThat(value).as(variable).matches("\\$\\{\\w+(:\\?[^}]+|:-none)}");
                    }
                    assertThat(value).as(variable).doesNotContain("@");
                }));
        assertThat(example("").values())
                .isNotEmpty()
                .allSatisfy(value -> assertThat(TEXT).doesNotContain(value));
        assertThat(text(".gitignore").lines()).contains(".env");
        assertThat(text(".dockerignore").lines().filter(line -> !line.startsWith("#")))
                .first()
                .isEqualTo("*");
    }

    @Test
    void mountsExistingFilesReadOnly() {
        assertThat(mounts().filter(mount -> mount.startsWith("."))).isNotEmpty().allSatisfy(mount -> {
            assertThat(mount).endsWith(":ro");
            assertThat(ROOT.resolve(mount.split(":")[0])).exists();
        });
    }

    /**
     * Prometheus looks for rules beside its own file. Grafana reads the files at the paths of the image's own files.
     */
    @Test
    void replacesTheDashboardsAndRulesOfTheImage() {
        String image = "/otel-lgtm/grafana/conf/provisioning/";
        assertThat(mounts().filter(mount -> mount.startsWith("./grafana-provisioning/")))
                .containsExactlyInAnyOrder(
                        "./grafana-provisioning/prometheus.yaml:/otel-lgtm/prometheus.yaml:ro",
                        "./grafana-provisioning/rules:/otel-lgtm/rules:ro",
                        "./grafana-provisioning/dashboards:/otel-lgtm/dashboards:ro",
                        "./grafana-provisioning/datasources.yaml:" + image + "datasources/grafana-datasources.yaml:ro",
                        "./grafana-provisioning/dashboards.yaml:" + image + "dashboards/grafana-dashboards.yaml:ro");
        assertThat(texts(yaml(text("grafana-provisioning/prometheus.yaml")).path("rule_files")))
                .containsExactly("rules/*.yaml");
        assertThat(yaml(text("grafana-provisioning/dashboards.yaml"))
                        .at("/providers/0/options/path")
                        .textValue())
                .isEqualTo("/otel-lgtm/dashboards");
    }

    @Test
    void declaresExactlyTheVolumesAndNetworksThatItUses() {
        assertThat(mounts().filter(mount -> !mount.startsWith(".")).map(mount -> mount.split(":")[0]))
                .containsExactlyInAnyOrderElementsOf(
                        fields(COMPOSE.get("volumes")).keySet());
        Set<String> joined = SERVICES.keySet().stream()
                .flatMap(service -> networks(service).stream())
                .collect(Collectors.toSet());
        assertThat(joined).isEqualTo(fields(COMPOSE.get("networks")).keySet());
    }

    @Test
    void keepsTheDataOfEveryServerInAVolume() {
        assertThat(mounts().filter(mount -> !mount.startsWith(".")))
                .containsExactlyInAnyOrder(
                        // Not …/data: PostgreSQL 18 does not use a volume there, so its data would be lost.
                        "orders-db:/var/lib/postgresql",
                        "invoices-db:/var/lib/postgresql",
                        "rabbitmq:/var/lib/rabbitmq",
                        "telemetry:/data");
        // RabbitMQ names the folder of its data after its host.
        assertThat(SERVICES.get("rabbitmq").path("hostname").textValue()).isEqualTo("rabbitmq");
    }

    @Test
    void isolatesEachDatabase() {
        assertThat(servicesReachableFrom("orders-db")).containsExactly("orders");
        assertThat(servicesReachableFrom("invoices-db")).containsExactly("invoices");
        assertThat(Stream.of("orders-db", "invoices-db").flatMap(database -> networks(database).stream()))
                .allSatisfy(network -> assertThat(
                                COMPOSE.at("/networks/" + network + "/internal").asBoolean())
                        .as(network)
                        .isTrue());
    }

    @Test
    void isolatesKongFromBrokerAndDatabases() {
        assertThat(servicesReachableFrom("kong")).containsExactlyInAnyOrder("orders", "invoices", "telemetry");
        assertThat(servicesReachableFrom("rabbitmq")).containsExactlyInAnyOrder("orders", "invoices", "telemetry");
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "invoices"})
    void connectsAServiceToItsOwnDatabase(String service) {
        DataSourceProperties database = bound(service, "spring.datasource", DataSourceProperties.class);
        URI url = URI.create(database.getUrl().substring("jdbc:".length()));
        Map<String, String> server = environment(SERVICES.get(service + "-db"));

        assertThat(url.getHost()).isEqualTo(service + "-db").isIn(servicesReachableFrom(service));
        assertThat(url.getPort()).isEqualTo(5432);
        assertThat(url.getPath()).isEqualTo("/" + server.get("POSTGRES_DB"));
        assertThat(database.getUsername()).isEqualTo(server.get("POSTGRES_USER"));
        assertThat(database.getPassword()).isEqualTo(server.get("POSTGRES_PASSWORD"));
        assertThat(text(service + "-routes/src/main/resources/" + service + ".yaml"))
                .as("the default that the variable replaces")
                .contains("jdbc:postgresql://localhost:5432" + url.getPath());
    }

    @Test
    void givesEachDatabaseAPasswordOfItsOwn() {
        assertThat(Stream.of("orders-db", "invoices-db")
                        .map(database -> environment(SERVICES.get(database)).get("POSTGRES_PASSWORD")))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "invoices"})
    void connectsAServiceToTheBroker(String service) {
        RabbitProperties broker = bound(service, "spring.rabbitmq", RabbitProperties.class);
        Map<String, String> server = environment(SERVICES.get("rabbitmq"));

        assertThat(broker.determineHost()).isEqualTo("rabbitmq").isIn(servicesReachableFrom(service));
        assertThat(broker.determinePort()).isEqualTo(5672);
        assertThat(broker.determineUsername())
                .isEqualTo(server.get("RABBITMQ_DEFAULT_USER"))
                .isNotEqualTo("guest");
        assertThat(broker.determinePassword()).isEqualTo(server.get("RABBITMQ_DEFAULT_PASS"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "invoices"})
    void setsOnlyVariablesThatAServiceReads(String service) {
        assertThat(environment(SERVICES.get(service)).keySet()).isNotEmpty().allSatisfy(variable -> {
            assertThat(ServiceVariables.isRead(variable)).as(variable).isTrue();
            // Behind Kong, the merchant comes from Kong's headers only.
            assertThat(variable).doesNotStartWith("CARAVANA_DEFAULT_");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "invoices"})
    void sendsTracesAndLogsToTheTelemetryContainer(String service) {
        assertThat(environment(SERVICES.get(service)))
                .containsEntry("OTEL_EXPORTER_OTLP_ENDPOINT", "http://telemetry:4318")
                .containsEntry("OTEL_LOGS_EXPORTER", "otlp");
        assertThat(environment(SERVICES.get("kong")))
                .containsEntry("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://telemetry:4318/v1/traces");
        assertThat(servicesReachableFrom("telemetry")).contains(service, "kong");
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "invoices", "kong"})
    void runsOurImagesWithMinimalPrivileges(String service) {
        JsonNode definition = SERVICES.get(service);
        assertThat(definition.path("read_only").asBoolean()).isTrue();
        assertThat(texts(definition.path("cap_drop"))).containsExactly("ALL");
        assertThat(definition.has("cap_add")).isFalse();
        // A numeric user, or the user of Kong's image.
        assertThat(definition.has("user")).isFalse();
        assertThat(STAGES.get(service).instructions().stream().filter(line -> line.startsWith("USER ")))
                .containsExactlyElementsOf(service.equals("kong") ? List.of() : List.of("USER 10001:10001"));
        assertThat(texts(definition.path("tmpfs"))).singleElement().asString().startsWith("/tmp:");
    }

    @Test
    void letsNoServiceGainPrivileges() {
        assertThat(SERVICES.values()).allSatisfy(service -> {
            assertThat(texts(service.path("security_opt"))).contains("no-new-privileges:true");
            assertThat(service.has("privileged")).isFalse();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "invoices"})
    void allowsEnoughTimeForAGracefulShutdown(String service) {
        JsonNode settings = settings(service);
        Duration requests = duration(settings.at("/spring/lifecycle/timeout-per-shutdown-phase"));
        Duration routes =
                Duration.ofSeconds(settings.at("/camel/main/shutdown-timeout").asLong());

        assertThat(requests.plus(routes)).isGreaterThan(Duration.ofSeconds(10));
        assertThat(duration(SERVICES.get(service).path("stop_grace_period"))).isGreaterThan(requests.plus(routes));
    }

    @Test
    void acceptsOrdersWithoutWaitingForTheBroker() {
        assertThat(waitsFor("orders")).containsExactly("orders-db");
        assertThat(waitsFor("kong")).containsExactlyInAnyOrder("orders", "orders-db");
    }

    @Test
    void dependsOnServicesWithHealthChecks() {
        assertThat(SERVICES.values())
                .flatMap(service -> fields(service.path("depends_on")).entrySet())
                .isNotEmpty()
                .allSatisfy(dependency -> {
                    assertThat(SERVICES).containsKey(dependency.getKey());
                    assertThat(dependency.getValue().path("condition").asText())
                            .isIn("service_healthy", "service_started");
                });
    }

    @Test
    void scrapesEveryServiceWithMetrics() {
        Set<String> targets = new TreeSet<>();
        yaml(text("grafana-provisioning/prometheus.yaml"))
                .get("scrape_configs")
                .forEach(job -> texts(job.at("/static_configs/0/targets"))
                        .forEach(target ->
                                targets.add(target + job.path("metrics_path").asText("/metrics"))));
        assertThat(targets)
                .containsExactlyInAnyOrder(
                        "orders:"
                                + settings("orders")
                                        .at("/management/server/port")
                                        .asInt() + "/actuator/prometheus",
                        "invoices:"
                                + settings("invoices")
                                        .at("/management/server/port")
                                        .asInt() + "/actuator/prometheus",
                        "kong:8100/metrics",
                        "rabbitmq:15692/metrics",
                        "rabbitmq:15692/metrics/detailed",
                        "localhost:9090/metrics");
        assertThat(targets.stream().map(target -> target.split(":")[0]).filter(host -> !host.equals("localhost")))
                .allMatch(servicesReachableFrom("telemetry")::contains);
        assertThat(mounts()).contains("./grafana-provisioning/prometheus.yaml:/otel-lgtm/prometheus.yaml:ro");
        // The plain tag of the image has no rabbitmq_management. Both tags have rabbitmq_prometheus.
        assertThat(SERVICES.get("rabbitmq").path("image").textValue()).endsWith("-management");
    }

    @Test
    void blocksPublishersBeforeTheBrokerRunsOutOfMemory() {
        JsonNode broker = SERVICES.get("rabbitmq");
        Matcher available = Pattern.compile("-rabbit total_memory_available_override_value (\\d+)\\b")
                .matcher(environment(broker).get("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"));
        assertThat(available.find()).isTrue();
        assertThat(broker.at("/deploy/resources/limits/memory").textValue()).isEqualTo("1G");
        assertThat(Long.parseLong(available.group(1))).isBetween(500_000_000L, 1_000_000_000L);
    }

    @Test
    void setsEveryVariableThatKongRequires() {
        assertThat(render(kongsEnvironment())).isEmpty();
    }

    @Test
    void setsNoVariableThatKongDoesNotRequire() {
        for (String variable : kongsEnvironment().keySet()) {
            if (!variable.startsWith("KONG_")) {
                Map<String, String> without = kongsEnvironment();
                without.remove(variable);
                assertThat(render(without)).contains(variable + " is not set");
            }
        }
    }

    /** The variables of Kong as {@code docker compose} sets them from the unchanged example. */
    private static Map<String, String> kongsEnvironment() {
        Map<String, String> environment = environment(SERVICES.get("kong"));
        environment.replaceAll((name, value) -> VARIABLE.matcher(value)
                .replaceAll(variable ->
                        variable.group(2).equals(":?") ? example("").get(variable.group(1)) : variable.group(3)));
        return environment;
    }

    /** The errors of {@code render}, which runs when Kong starts. */
    private static String render(Map<String, String> environment) {
        Rendering rendering = Rendering.of(KongFile.PATH, environment);
        assertThat(rendering.exitCode() == 0)
                .as(rendering.errors())
                .isEqualTo(rendering.errors().isEmpty());
        return rendering.errors();
    }

    /** The services that share a network with this one. */
    private static Set<String> servicesReachableFrom(String service) {
        Set<String> own = networks(service);
        return SERVICES.keySet().stream()
                .filter(other -> !other.equals(service))
                .filter(other -> networks(other).stream().anyMatch(own::contains))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> networks(String service) {
        return texts(SERVICES.get(service).path("networks")).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The services that must be healthy before this one starts, directly or through other services. */
    private static Set<String> waitsFor(String service) {
        Set<String> all = new TreeSet<>();
        fields(SERVICES.get(service).path("depends_on")).forEach((other, dependency) -> {
            if (dependency.path("condition").asText().equals("service_healthy")) {
                all.add(other);
            }
            all.addAll(waitsFor(other));
        });
        return all;
    }

    private static Stream<String> mounts() {
        return SERVICES.values().stream().flatMap(service -> texts(service.path("volumes")));
    }

    private static Map<String, String> environment(JsonNode service) {
        Map<String, String> environment = new TreeMap<>();
        fields(service.path("environment")).forEach((name, value) -> environment.put(name, value.asText()));
        return environment;
    }

    /** Binds the variables of a service to a type. References to variables of Compose stay as they are. */
    private static <T> T bound(String service, String prefix, Class<T> type) {
        return ServiceVariables.bound(environment(SERVICES.get(service)), prefix, type);
    }

    private static List<MatchResult> variables() {
        return VARIABLE.matcher(TEXT).results().toList();
    }

    /**
     * The lines of the example that set a variable: without a mark the active ones, with {@code #} the optional ones.
     */
    private static Map<String, String> example(String mark) {
        return text(".env.example")
                .lines()
                .filter(line -> line.matches(mark + "\\w+=.*"))
                .map(line -> line.substring(mark.length()).split("=", 2))
                .collect(Collectors.toMap(part -> part[0], part -> part[1], (one, other) -> other, TreeMap::new));
    }

    private static JsonNode settings(String service) {
        return ServiceSettings.of(service);
    }

    /** Compose writes durations like Spring Boot, as long as there is one unit. */
    private static Duration duration(JsonNode text) {
        assertThat(text.isTextual()).as("duration " + text).isTrue();
        return DurationStyle.SIMPLE.parse(text.textValue());
    }

    /** A stage of the Dockerfile: its base image and its instructions. Those before the first stage are under "". */
    private record Stage(String base, List<String> instructions) {

        private static final Pattern LABEL = Pattern.compile("org\\.opencontainers\\.image\\.(\\S+?)=\"([^\"]*)\"");

        /** The labels of the stage and of its base stage. */
        Map<String, String> labels() {
            Map<String, String> labels = new TreeMap<>();
            if (STAGES.containsKey(base)) {
                labels.putAll(STAGES.get(base).labels());
            }
            LABEL.matcher(String.join("\n", instructions))
                    .results()
                    .forEach(label -> labels.put(label.group(1), label.group(2)));
            return labels;
        }

        boolean hasHealthCheck() {
            return instructions.stream().anyMatch(line -> line.startsWith("HEALTHCHECK "))
                    || STAGES.containsKey(base) && STAGES.get(base).hasHealthCheck();
        }
    }

    private static Map<String, Stage> stages() {
        Map<String, Stage> stages = new LinkedHashMap<>();
        Stage current = new Stage("", new ArrayList<>());
        stages.put("", current);
        for (String line : text("Dockerfile").lines().toList()) {
            Matcher from = Pattern.compile("FROM (?:--\\S+ )*(\\S+) AS (\\S+)").matcher(line);
            if (from.matches()) {
                current = new Stage(from.group(1), new ArrayList<>());
                stages.put(from.group(2), current);
            }
            current.instructions().add(line);
        }
        return stages;
    }

    private static JsonNode yaml(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return JSON.valueToTree(new Yaml(new SafeConstructor(options)).load(text));
    }

    private static Map<String, JsonNode> fields(JsonNode node) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        node.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }

    private static Stream<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText);
    }

    private static String text(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
