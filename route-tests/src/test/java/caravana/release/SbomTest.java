package caravana.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar of each service has a list of all its libraries (SBOM), by which others find those with known flaws. */
@DisabledIfSystemProperty(
        named = "maven.mode",
        matches = "offline true",
        disabledReason = "the CycloneDX plugin makes no list where Maven runs with -o")
class SbomTest {

    @ParameterizedTest
    @ValueSource(strings = {"orders", "invoices"})
    void listsEveryLibraryOfTheServiceAndNoOther(String service) throws IOException {
        try (JarFile jar = jar(service)) {
            Set<String> listed = new TreeSet<>();
            sbom(jar)
                    .get("components")
                    .forEach(library -> listed.add(library.get("name").textValue() + "-"
                            + library.get("version").textValue() + ".jar"));
            Set<String> packed = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith("BOOT-INF/lib/") && name.endsWith(".jar"))
                    .map(name -> name.substring("BOOT-INF/lib/".length()))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(packed)
                    .anyMatch(name -> name.startsWith("camel-core-"))
                    .anyMatch(name -> name.startsWith("postgresql-"));
            // What Spring Boot adds by itself, and the starters that it leaves out because they are empty.
            packed.removeIf(name -> name.startsWith("spring-boot-jarmode-tools-"));
            listed.removeIf(name -> name.startsWith("spring-boot-starter-"));
            assertThat(listed).isEqualTo(packed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "invoices"})
    void saysWhereItIsAndWhatItIsOf(String service) throws IOException {
        try (JarFile jar = jar(service)) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Sbom-Format"))
                    .isEqualTo("CycloneDX");
            JsonNode component = sbom(jar).at("/metadata/component");
            assertThat(component.path("name").textValue()).isEqualTo(service + "-routes");
            assertThat(component.path("version").textValue()).isEqualTo(ReleaseTest.version());
            assertThat(sbom(jar).at("/components").findValuesAsText("purl"))
                    .isNotEmpty()
                    .allMatch(purl -> purl.startsWith("pkg:maven/"));
        }
    }

    private static JarFile jar(String service) throws IOException {
        return new JarFile(ReleaseTest.ROOT
                .resolve(service + "-routes/target/" + service + "-routes.jar")
                .toFile());
    }

    private static JsonNode sbom(JarFile jar) throws IOException {
        String place = jar.getManifest().getMainAttributes().getValue("Sbom-Location");
        assertThat(place).isEqualTo("META-INF/sbom/application.cdx.json");
        return new ObjectMapper().readTree(jar.getInputStream(jar.getEntry(place)));
    }
}
