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

/** What a stack's owner says, and what the program says to what cannot be. */
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
    void saysHowToSetWhatIsMissing(String key) {
        assertThatThrownBy(() -> DeployedStack.of("prod", Map.of("caravana:" + key, "")))
                .rootCause()
                .hasMessageStartingWith("caravana:" + key + " is not set; set it with: pulumi config set ")
                .hasMessageContaining("caravana:" + key + " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "imageTag|latest|it must name one build for ever",
                "zones|1|it must be 2 to 9",
                "zones|4|this region has 3",
                "addresses|192.168|it must be 10.0 to 10.255",
                "egress|none|it must be one of [nat, nat-per-zone, endpoints]",
                "architecture|sparc|it must be one of [arm64, x86_64]",
                "spot|true|production does not run on spare capacity",
                "plainHttp|true|though there is a caravana:domain",
                "corsOrigin|*|it must be one origin",
                "databaseVersion|18.1|it must be a major version",
                "databaseStorage|10|it must be 20 to 16384 GiB",
                "databaseBackups|1|7 at the least in production",
                "brokerVersion|3.12|it must be 3.13 or 4.x",
                "brokerType|mq.m5.large|RabbitMQ 4 runs on mq.m7g",
                "brokerPassword|short|is unfit",
                "keyDemo|guess|is unfit",
                "serviceCpu|300|Fargate has no tasks with 300 CPU units",
                "serviceMemory|lots|it must be a number",
                "serviceLeast|1|production survives the loss of a zone",
                "serviceMost|1|is no range",
                "gatewayMemory|1024|Fargate has no tasks",
                "otlpEndpoint|otlp.example|it must be a URL",
                "otlpEndpoint|http://otlp.example:4318|it must be https where caravana:otlpAuthorization is set",
                "otlpEndpoint|https://sender:guess@otlp.example|is unfit",
                "otlpEndpoint|https://otlp.example/v1/traces|is unfit",
                "otlpEndpoint|https://otlp.example?key=guess|is unfit",
                "domain|https://orders.shop.example|it must be a name",
                "hostedZone|shop.example|it must be the id",
                "logDays|8|CloudWatch takes",
                "budget|0|a dollar or more",
                "budgetEmail|nobody|it must be an address"
            })
    void refusesWhatCannotBe(String key, String value, String why) {
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

    /** No stack file is called so, but an owner may call a stack of theirs so. */
    @ParameterizedTest
    @ValueSource(strings = {"Dev", "dev-", "dev--eu", "1st", "-dev", "a-name-that-is-too-long"})
    void refusesNamesOfStacksThatNoDatabaseCanHave(String stack) {
        assertThatThrownBy(() -> new Settings(null, stack)).hasMessageContaining("the stack is called " + stack);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod", "dev-eu-2", "a-name-of-20-letters"})
    void takesOtherNamesOfStacks(String stack) {
        assertThat(new Settings(null, stack).prefix()).isEqualTo("caravana-" + stack);
    }

    @Test
    void speaksPlainHttpOnlyWhereADevelopmentStackSaysSo() {
        assertThatThrownBy(() -> DeployedStack.of(
                        "prod", Map.of("caravana:plainHttp", "true", "caravana:domain", "", "caravana:hostedZone", "")))
                .rootCause()
                .hasMessageContaining("production has a domain, and HTTPS");

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
    void makesNothingButRepositoriesBeforeThereAreImages() {
        DeployedStack first = DeployedStack.of("dev", Map.of("caravana:imagesOnly", "true", "caravana:imageTag", ""));
        assertThat(first.resources())
                .extracting(resource -> resource.type().replaceFirst(".*:", ""))
                .containsOnly("Repository", "LifecyclePolicy");
        assertThat(first.outputs()).containsOnlyKeys("repositories");
    }

    @Test
    void beginsADatabaseWithASnapshotBesideTheOneThatItReplaces() {
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
    void givesTheCollectorNoCredentialWhereTelemetryAsksForNone() {
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
                .flatMap(what -> Stream.of("Least", "Most", "Cpu", "Memory").map(kind -> what + kind))
                .collect(Collectors.toSet());
        assertThat(DeployedStack.file(stack).keySet()).allSatisfy(key -> {
            if (!key.equals("aws:region")) {
                assertThat(Stream.concat(read.stream(), scales.stream())).contains(key.substring("caravana:".length()));
            }
        });
    }

    /** Those of the stack files and those that its owner gives, by their whole or shortened names. */
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

    /** Whoever deploys a stack sets them there, encrypted. */
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
    void namesTheSecretsOfKongAsItsFileDoes() {
        assertThat(Gateway.Inputs.KEYS.stream().map(Settings::keyOf))
                .containsExactly("keyDemo", "keyAcme", "keyOncall", "jwtSecretAcme");
    }
}
