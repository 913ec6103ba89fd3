package caravana.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.gateway.KongFile.Rendering;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code kong-declarative/render} fills in the placeholders of kong.yml, or reports what is missing and prints nothing.
 */
class RenderTest {

    static List<String> variables() {
        return List.copyOf(KongFile.VARIABLES.keySet());
    }

    private static Map<String, String> variables(String name, String value) {
        Map<String, String> changed = new HashMap<>(KongFile.VARIABLES);
        if (value == null) {
            changed.remove(name);
        } else {
            changed.put(name, value);
        }
        return changed;
    }

    @Test
    void fillsInEveryPlaceholderAndChangesNothingElse() throws IOException {
        Rendering rendering = Rendering.of(KongFile.PATH, KongFile.VARIABLES);
        assertThat(rendering.errors()).isEmpty();
        assertThat(rendering.exitCode()).isZero();
        String byHand = Files.readString(KongFile.PATH);
        for (Map.Entry<String, String> variable : KongFile.VARIABLES.entrySet()) {
            byHand = byHand.replace("${" + variable.getKey() + "}", variable.getValue());
        }
        assertThat(rendering.output()).isEqualTo(byHand).doesNotContain("${");
        JsonNode demo = new YAMLMapper().readTree(rendering.output()).at("/consumers/0");
        assertThat(demo.at("/keyauth_credentials/0/key").asText())
                .isEqualTo(KongFile.VARIABLES.get("CARAVANA_KEY_DEMO"));
    }

    @ParameterizedTest
    @MethodSource("variables")
    void reportsAMissingVariableAndPrintsNothing(String name) {
        Rendering rendering = Rendering.of(KongFile.PATH, variables(name, null));
        assertThat(rendering.exitCode()).isNotZero();
        assertThat(rendering.output()).isEmpty();
        assertThat(rendering.errors().lines()).singleElement().asString().contains(name, "is not set");
    }

    @Test
    void reportsAllMissingVariablesAtOnce() {
        Rendering rendering = Rendering.of(KongFile.PATH, Map.of());
        assertThat(rendering.errors().lines()).hasSameSizeAs(KongFile.VARIABLES.keySet());
        assertThat(rendering.errors()).contains(KongFile.VARIABLES.keySet());
    }

    @ParameterizedTest
    @CsvSource({
        "'', is not set",
        "short, is too short",
        "'quote\"and then as many as are asked for', may have only",
        "'two words that are as long as they have to be', may have only",
        "'backslash\\nand then as many as are asked for', may have only",
        "'${CARAVANA_KEY_ACME}xxxxxxxxxxxxxxxxxxxxxxxxx', may have only",
        "'{vault://env/home}xxxxxxxxxxxxxxxxxxxxxxxxxxx', may have only"
    })
    void refusesAnInvalidKeyWithoutPrintingIt(String value, String why) {
        Rendering rendering = Rendering.of(KongFile.PATH, variables("CARAVANA_KEY_DEMO", value));
        assertThat(rendering.exitCode()).isNotZero();
        assertThat(rendering.output()).isEmpty();
        assertThat(rendering.errors()).contains("CARAVANA_KEY_DEMO", why);
        if (!value.isEmpty()) {
            assertThat(rendering.errors().replace(why, "")).doesNotContain(value);
        }
    }

    @Test
    void refusesALineBreakInAKey() {
        Rendering rendering =
                Rendering.of(KongFile.PATH, variables("CARAVANA_KEY_DEMO", "x".repeat(40) + "\n" + "y".repeat(40)));
        assertThat(rendering.exitCode()).isNotZero();
        assertThat(rendering.errors()).contains("CARAVANA_KEY_DEMO");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                ".+",
                "https://.+",
                "https://a.example,https://b.example",
                "shop.example",
                "https://shop.example/"
            })
    void refusesAnythingButOneOrigin(String value) {
        Rendering rendering = Rendering.of(KongFile.PATH, variables("CARAVANA_CORS_ORIGIN", value));
        assertThat(rendering.exitCode()).isNotZero();
        assertThat(rendering.output()).isEmpty();
        assertThat(rendering.errors()).contains("CARAVANA_CORS_ORIGIN");
    }

    @Test
    void findsEveryReferenceOfALine(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("kong.yml"), "a: {vault://env/not-set-1}-${NOT_SET_2}{vault://env/not-set-3}\n");
        assertThat(Rendering.of(file, Map.of()).errors()).contains("NOT_SET_1", "NOT_SET_2", "NOT_SET_3");
    }

    @Test
    void keepsCommentsUnchanged(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("kong.yml"), "# ${NOT_SET} {vault://env/not-set}\na: 1\n");
        assertThat(Rendering.of(file, Map.of()).output()).isEqualTo(Files.readString(file));
    }

    @Test
    void printsItsUsageIfTheFileIsMissing(@TempDir Path folder) {
        Rendering rendering = Rendering.of(folder.resolve("none.yml"), Map.of());
        assertThat(rendering.exitCode()).isEqualTo(2);
        assertThat(rendering.errors()).contains("usage");
    }
}
