package caravana.fargate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of a stack, and the error messages for invalid values. */
class SettingsTest {

    private static final Path FOLDER = Path.of("..", "pulumi-java");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "imageTag",
                "corsOrigin",
                "otlpEndpoint",
                "budgetEmail",
                "brokerPassword",
                "keyDemo",
                "keyAcme",
                "keyOncall",
                "jwtSecretAcme",
                "domain",
                "hostedZone",
                "production",
                "egress",
                "databaseBackups"
            })
    void namesTheCommandForAMissingSetting(String key) {
        assertThatThrownBy(() -> DeployedStack.of("prod", Map.of("caravana:" + key, "")))
                .rootCause()
                .hasMessageStartingWith("caravana:" + key + " is not set; set it with: pulumi config set ")
                .hasMessageContaining("caravana:" + key + " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "imageTag|latest|it must be a fixed tag",
                "zones|1|it must be 2 to 9",
                "zones|4|this region has 3",
                "addresses|192.168|it must be 10.0 to 10.255",
                "egress|none|it must be one of [nat, nat-per-zone, endpoints]",
                "architecture|sparc|it must be one of [arm64, x86_64]",
                "spot|true|production must not run on Fargate Spot",
                "plainHttp|true|caravana:domain must not be set",
                "corsOrigin|*|it must be one origin",
                "databaseVersion|18.1|it must be a major version",
                "databaseStorage|10|it must be 20 to 16384 GiB",
                "databaseBackups|1|at least 7 in production",
                "brokerVersion|3.12|it must be 3.13 or 4.x",
                "brokerType|mq.m5.large|RabbitMQ 4 runs on mq.m7g",
                "brokerPassword|short|is invalid",
                "keyDemo|guess|is invalid",
                "serviceCpu|300|Fargate supports no tasks with 300 CPU units",
                "serviceMemory|lots|it must be a number",
                "serviceMin|1|production needs at least 2 to survive",
                "serviceMax|1|is not a range",
                "gatewayMemory|1024|Fargate supports no tasks",
                "otlpEndpoint|otlp.example|it must be a URL",
                "otlpEndpoint|http://otlp.example:4318|it must be https where caravana:otlpAuthorization is set",
                "otlpEndpoint|https://sender:guess@otlp.example|is invalid",
                "otlpEndpoint|https://otlp.example/v1/traces|is invalid",
                "otlpEndpoint|https://otlp.example?key=guess|is invalid",
                "domain|https://orders.shop.example|it must be a domain name",
                "hostedZone|shop.example|it must be the id",
                "logDays|8|it must be one of",
                "budget|0|at least 1 dollar",
                "budgetEmail|nobody|it must be an email address"
            })
    void rejectsAnInvalidValue(String key, String value, String why) {
        assertThatThrownBy(() -> DeployedStack.of("prod", Map.of("caravana:" + key, value)))
                .rootCause()
                .hasMessageContaining(why)
                .extracting(Throwable::getMessage)
                .asString()
                .satisfies(message -> {
                    if (Set.of("brokerPassword", "keyDemo").contains(key)) {
                        assertThat(message).doesNotContain(value);
                    }
                    if (value.startsWith("https://")) {
                        assertThat(message).doesNotContain("guess");
                    }
                });
    }

    /** Names that no stack file has, but that a user may choose. */
    @ParameterizedTest
    @ValueSource(strings = {"Dev", "dev-", "dev--eu", "1st", "-dev", "a-name-that-is-too-long"})
    void rejectsStackNamesThatRdsDoesNotAllow(String stack) {
        assertThatThrownBy(() -> new Settings(null, stack)).hasMessageContaining("the stack name is " + stack);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod", "dev-eu-2", "a-name-of-20-letters"})
    void acceptsOtherStackNames(String stack) {
        assertThat(new Settings(null, stack).prefix()).isEqualTo("caravana-" + stack);
    }

    @Test
    void allowsPlainHttpOnlyInADevelopmentStack() {
        assertThatThrownBy(() -> DeployedStack.of(
                        "prod", Map.of("caravana:plainHttp", "true", "caravana:domain", "", "caravana:hostedZone", "")))
                .rootCause()
                .hasMessageContaining("production requires a domain and HTTPS");

        DeployedStack withDomain = DeployedStack.of(
                "dev",
                Map.of(
                        "caravana:plainHttp", "",
                        "caravana:domain", "dev.shop.example",
                        "caravana:hostedZone", "Z0123456789ABC"));
        assertThat(withDomain.one("lb/listener:Listener", "entrance-https").text("protocol"))
                .isEqualTo("HTTPS");
        assertThat(withDomain.one("lb/listener:Listener", "entrance-http").list("defaultActions"))
                .allSatisfy(action -> assertThat(action.toString()).contains("type=redirect"));
        assertThat(withDomain.outputs()).containsEntry("orders", "https://dev.shop.example/orders");
        assertThat(DeployedStack.dev().all("lb/listener:Listener")).hasSize(1);
    }

    @Test
    void createsOnlyRepositoriesWithImagesOnly() {
        DeployedStack first = DeployedStack.of("dev", Map.of("caravana:imagesOnly", "true", "caravana:imageTag", ""));
        assertThat(first.resources())
                .extracting(resource -> resource.type().replaceFirst(".*:", ""))
                .containsOnly("Repository", "LifecyclePolicy");
        assertThat(first.outputs()).containsOnlyKeys("repositories");
    }

    @Test
    void restoresASnapshotBesideTheOldDatabase() {
        DeployedStack restored = DeployedStack.of(
                "prod", Map.of("caravana:ordersSnapshot", "rds:caravana-prod-orders-2026-11-25-01-05"));
        assertThat(restored.one("rds/instance:Instance", "databases-orders").inputs())
                .containsEntry("snapshotIdentifier", "rds:caravana-prod-orders-2026-11-25-01-05")
                .hasEntrySatisfying(
                        "identifier",
                        name -> assertThat(name.toString())
                                .matches("caravana-prod-orders-from-[0-9a-f]{8}")
                                .hasSizeLessThanOrEqualTo(63));
        assertThat(restored.one("rds/instance:Instance", "databases-invoices").inputs())
                .doesNotContainKey("snapshotIdentifier")
                .containsEntry("identifier", "caravana-prod-invoices");
        assertThat(Rule.brokenBy(restored)).isEmpty();
    }

    @Test
    void givesTheCollectorNoCredentialWithoutAuthorization() {
        DeployedStack open = DeployedStack.of(
                "dev", Map.of("caravana:otlpAuthorization", "", "caravana:otlpEndpoint", "http://10.20.10.9:4318"));
        assertThat(open.containers().get("orders/collector").secrets()).isEmpty();
        assertThat(open.containers().get("orders/collector").environment().get("OTELCOL_CONFIG"))
                .contains("endpoint: http://10.20.10.9:4318")
                .doesNotContain("authorization");
        assertThat(open.all("vpc/securityGroupEgressRule:SecurityGroupEgressRule"))
                .anyMatch(rule -> rule.name().equals("orders-to-outside-4318"));
        assertThat(Rule.brokenBy(open)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void readsEverySettingOfAStackFile(String stack) throws IOException {
        String reader = Files.readString(FOLDER.resolve("src/main/java/caravana/fargate/Settings.java"));
        Set<String> read = Pattern.compile("\"([a-z][A-Za-z]+)\"")
                .matcher(reader)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toSet());
        Set<String> scales = Stream.of("service", "gateway")
                .flatMap(what -> Stream.of("Min", "Max", "Cpu", "Memory").map(kind -> what + kind))
                .collect(Collectors.toSet());
        assertThat(DeployedStack.file(stack).keySet()).allSatisfy(key -> {
            if (!key.equals("aws:region")) {
                assertThat(Stream.concat(read.stream(), scales.stream())).contains(key.substring("caravana:".length()));
            }
        });
    }

    /** The settings of the stack files and those that step 4 sets, with full or abbreviated names. */
    @Test
    void documentsEverySettingAndTheCollectorsVersion() throws IOException {
        String readme = Files.readString(FOLDER.resolve("README.md"));
        String table = readme.substring(readme.indexOf("## Configuration"), readme.indexOf("## Decisions"));
        assertThat(Stream.of("dev", "prod")
                        .flatMap(stack -> DeployedStack.file(stack).keySet().stream())
                        .filter(key -> !key.equals("aws:region"))
                        .map(key -> key.substring("caravana:".length())))
                .allSatisfy(key -> assertThat(table)
                        .containsPattern(
                                "`(" + key + "|…" + key.replaceFirst("^(database|broker|service|gateway)", "") + ")`"));
        assertThat(table)
                .contains(Gateway.Inputs.KEYS.stream()
                        .map(key -> "`" + Settings.keyOf(key) + "`")
                        .toList());
        assertThat(readme).contains("collector:" + Observability.COLLECTOR_VERSION);
    }

    /** Secrets are set at deployment, encrypted. */
    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void holdsNoSecretInPlainText(String stack) {
        Set<String> secrets = Stream.concat(
                        Stream.of("brokerPassword", "otlpAuthorization"),
                        Gateway.Inputs.KEYS.stream().map(Settings::keyOf))
                .map(key -> "caravana:" + key)
                .collect(Collectors.toSet());
        assertThat(secrets).hasSize(6);
        assertThat(DeployedStack.settings(stack)).isNotEmpty().allSatisfy((key, value) -> {
            if (secrets.contains(key)) {
                assertThat(value).as(key).isInstanceOf(Map.class);
            }
            assertThat(key).doesNotContainPattern("(?i)token|credential");
        });
    }

    @Test
    void usesThePlaceholdersOfKongYml() {
        assertThat(Gateway.Inputs.KEYS.stream().map(Settings::keyOf))
                .containsExactly("keyDemo", "keyAcme", "keyOncall", "jwtSecretAcme");
    }
}
