package caravana.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of docs/configuration.md match the metadata that the compiler generates from the properties records. */
class ConfigurationDocumentTest {

    private static final MarkdownFile PAGE = MarkdownFile.of("docs/configuration.md");

    private static final int KEY = 0;
    private static final int VARIABLE = 1;
    private static final int DEFAULT = 2;
    private static final int EFFECT = 3;

    @ParameterizedTest
    @CsvSource({"Starter, caravana-spring-boot-starter", "Orders, orders-routes", "Invoices, invoices-routes"})
    void hasARowForEveryKeyOfAModuleWithItsDefault(String section, String module) {
        Map<String, String> documented = new TreeMap<>();
        PAGE.rows(section).forEach(row -> documented.put(code(row.get(KEY)), code(row.get(DEFAULT))));
        assertThat(documented).isNotEmpty().isEqualTo(defaults(module)).hasSameSizeAs(PAGE.rows(section));
    }

    @ParameterizedTest
    @CsvSource({"Starter", "Orders", "Invoices"})
    void namesTheVariableOfEveryKeyAndDescribesIt(String section) {
        assertThat(PAGE.rows(section)).isNotEmpty().allSatisfy(row -> {
            assertThat(row).hasSize(EFFECT + 1);
            assertThat(code(row.get(VARIABLE))).matches("[A-Z_]+");
            assertThat(plain(row.get(VARIABLE))).isEqualTo(plain(row.get(KEY)));
            assertThat(row.get(EFFECT)).isNotEmpty();
        });
    }

    /** The default value of each key of a module, without deprecated keys. */
    private static Map<String, String> defaults(String module) {
        Map<String, String> defaults = new TreeMap<>();
        StreamSupport.stream(metadata(module).path("properties").spliterator(), false)
                .filter(property -> property.path("name").asText().startsWith("caravana."))
                .filter(property -> property.path("deprecation").isMissingNode())
                .forEach(property -> defaults.put(
                        property.path("name").asText(),
                        property.path("defaultValue").asText("none")));
        return defaults;
    }

    private static JsonNode metadata(String module) {
        try {
            return new ObjectMapper()
                    .readTree(SourceFiles.text(SourceFiles.ROOT
                            .resolve(module)
                            .resolve("target/classes/META-INF/spring-configuration-metadata.json")));
        } catch (JsonProcessingException e) {
            throw new AssertionError("the metadata of " + module + " is not JSON", e);
        }
    }

    /** The form in which Spring Boot compares names: lower case, without hyphens, dots and underscores. */
    private static String plain(String name) {
        return code(name).replaceAll("[-._]", "").toLowerCase(Locale.ROOT);
    }

    private static String code(String cell) {
        return cell.matches("`[^`]+`") ? cell.substring(1, cell.length() - 1) : cell;
    }
}
