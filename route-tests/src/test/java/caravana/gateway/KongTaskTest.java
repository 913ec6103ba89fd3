package caravana.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fargate.DeployedStack;
import caravana.fargate.DeployedStack.Container;
import caravana.gateway.KongFile.Rendering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kong on AWS is the Kong of compose.yaml: the same image and kong.yml, rendered with the variables of its task. */
class KongTaskTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    static List<DeployedStack> stacks() {
        return List.of(DeployedStack.dev(), DeployedStack.prod());
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void hasEveryVariableThatItsConfigurationRequires(DeployedStack stack) {
        Rendering rendering = Rendering.of(KongFile.PATH, variables(stack));
        assertThat(rendering.errors()).isEmpty();
        assertThat(rendering.exitCode()).isZero();
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void hasNoVariableThatItsConfigurationDoesNotRequire(DeployedStack stack) {
        for (String variable : variables(stack).keySet()) {
            if (!variable.startsWith("KONG_")) {
                Map<String, String> without = variables(stack);
                without.remove(variable);
                assertThat(Rendering.of(KongFile.PATH, without).errors()).contains(variable + " is not set");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void readsItsKeysFromSecretsManager(DeployedStack stack) {
        Container kong = stack.container("kong");
        assertThat(kong.secrets().keySet())
                .containsExactlyElementsOf(KongFile.VARIABLES.keySet().stream()
                        .filter(variable -> variable.matches("CARAVANA_.*(KEY|SECRET).*"))
                        .sorted()
                        .toList());
        kong.secrets().forEach((variable, from) -> assertThat(from).endsWith("kong-keys:" + variable + "::"));
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void trustsClientAddressesFromTheLoadBalancerOnly(DeployedStack stack) {
        List<String> publicAddresses = stack.all("ec2/subnet:Subnet").stream()
                .filter(subnet -> subnet.name().startsWith("network-public-"))
                .map(subnet -> subnet.text("cidrBlock"))
                .toList();
        Map<String, String> environment = stack.container("kong").environment();
        assertThat(environment.get("KONG_TRUSTED_IPS").split(","))
                .hasSizeGreaterThan(1)
                .containsExactlyInAnyOrderElementsOf(publicAddresses);
        assertThat(environment).containsEntry("KONG_REAL_IP_HEADER", "X-Forwarded-For");
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void listensOnThePortsOfTheLoadBalancer(DeployedStack stack) throws IOException {
        String image = Files.readString(ROOT.resolve("Dockerfile"));
        assertThat(image).contains("KONG_PROXY_LISTEN=0.0.0.0:8000", "KONG_STATUS_LISTEN=0.0.0.0:8100");
        assertThat(stack.container("kong").environment()).doesNotContainKeys("KONG_PROXY_LISTEN", "KONG_STATUS_LISTEN");
        assertThat(stack.container("kong").ports()).containsExactly(8000);
        var target = stack.one("lb/targetGroup:TargetGroup", "entrance");
        assertThat(target.number("port")).isEqualTo(8000);
        assertThat(target.map("healthCheck")).containsEntry("port", "8100").containsEntry("path", "/status/ready");
    }

    /** The image copies the file from its only location, and no setting names another one. */
    @Test
    void readsTheOnlyKongFile() throws IOException {
        assertThat(Files.readString(ROOT.resolve("Dockerfile")))
                .contains("COPY --chmod=755 kong-declarative/kong.yml kong-declarative/render /caravana/");
        assertThat(stacks())
                .allSatisfy(stack -> assertThat(stack.container("kong").environment())
                        .doesNotContainKey("KONG_DECLARATIVE_CONFIG")
                        .doesNotContainKey("KONG_DECLARATIVE_CONFIG_STRING"));
        try (Stream<Path> files = Files.walk(ROOT.resolve("pulumi-java"))) {
            assertThat(files.filter(file -> !file.toString().contains("/target/"))
                            .filter(Files::isRegularFile)
                            .toList())
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContain("_format" + "_version"));
        }
    }

    /** Plain variables as in the task, and a valid value for each secret. */
    private static Map<String, String> variables(DeployedStack stack) {
        Map<String, String> variables = new TreeMap<>(stack.container("kong").environment());
        stack.container("kong").secrets().keySet().forEach(name -> variables.put(name, KongFile.VARIABLES.get(name)));
        return variables;
    }
}
