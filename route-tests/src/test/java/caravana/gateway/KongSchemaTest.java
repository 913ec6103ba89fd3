package caravana.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.contract.ContractFile;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code kong.yml} is valid by the schema of Kong 3.9, and contains no secret. */
class KongSchemaTest {

    private static final ContractFile SCHEMA = ContractFile.of("gateway/kong-3.9.schema.json");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[A-Z][A-Z0-9_]*}");
    private static final Pattern VAULT_REFERENCE = Pattern.compile("\\{vault://env/[a-z][a-z0-9-]*}");

    private static List<String> violations(KongFile file) {
        return SCHEMA.violations(file.document());
    }

    @Test
    void isValidAsWrittenAndAsRendered() {
        assertThat(violations(KongFile.asWritten())).isEmpty();
        assertThat(violations(KongFile.rendered())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/services/0, retrys, 1",
        "/services/0, retries, -1",
        "/services/0, protocol, smtp",
        "/services/0/routes/0, strip_paths, false",
        "/services/0/plugins/1/config, key_in_headers, true",
        "/services/0/plugins/1, name, key-authentication",
        "/upstreams/0/healthchecks/active, http_paths, /livez",
        "/upstreams/0/targets/0, weight, -1",
        "/consumers/0, customid, demo",
        "/consumers/0/keyauth_credentials/0, secret, x",
        "/plugins/0/config, endpoint_url, x",
        "/plugins/3/config, limit_by, merchant",
        "/plugins/4/config, size_unit, mib",
        "/plugins/5/config/remove, header, x"
    })
    void isInvalidWithAnUnknownFieldOrValue(String place, String field, String value) throws IOException {
        JsonNode broken = KongFile.asWritten().document().deepCopy();
        ((ObjectNode) broken.at(place)).set(field, new YAMLMapper().readTree(value));
        assertThat(SCHEMA.violations(broken)).isNotEmpty();
    }

    @Test
    void everySecretIsAPlaceholder() {
        Map<String, String> secrets = new TreeMap<>();
        marked("x-secret").forEach((place, value) -> {
            assertThat(PLACEHOLDER.matcher(value).matches()
                            || VAULT_REFERENCE.matcher(value).matches())
                    .as("%s is a placeholder or a reference", place)
                    .isTrue();
            secrets.put(place, value);
        });
        assertThat(secrets.values()).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(5);
    }

    /** Elsewhere Kong would use the reference itself as the value: an API key that everybody can read here. */
    @Test
    void referencesAreOnlyWhereKongResolvesThem() {
        Set<String> referenceable = marked("x-referenceable").keySet();
        Set<String> references = new HashSet<>();
        forEachText(KongFile.asWritten().document(), "", (place, value) -> {
            if (value.contains("{vault:")) {
                assertThat(value).matches(VAULT_REFERENCE);
                references.add(place);
            }
        });
        assertThat(references).isNotEmpty().isSubsetOf(referenceable);
    }

    @Test
    void rendersEachVariableThatItNamesAndNoOther() {
        Set<String> named = new HashSet<>();
        forEachText(KongFile.asWritten().document(), "", (place, value) -> {
            PLACEHOLDER
                    .matcher(value)
                    .results()
                    .forEach(match ->
                            named.add(match.group().substring(2, match.group().length() - 1)));
            VAULT_REFERENCE
                    .matcher(value)
                    .results()
                    .forEach(match -> named.add(match.group()
                            .substring("{vault://env/".length(), match.group().length() - 1)
                            .replace('-', '_')
                            .toUpperCase()));
        });
        assertThat(named).isEqualTo(KongFile.VARIABLES.keySet());
    }

    /** The texts of the file that have this keyword in the schema, by their location. */
    private static Map<String, String> marked(String keyword) {
        Map<String, String> found = new HashMap<>();
        walk(KongFile.asWritten().document(), "", List.of(JsonPointer.empty()), (place, value, schemas) -> {
            if (value.isTextual()
                    && schemas.stream()
                            .anyMatch(schema ->
                                    SCHEMA.document().at(schema).path(keyword).asBoolean())) {
                found.put(place, value.asText());
            }
        });
        return found;
    }

    @FunctionalInterface
    private interface Visitor {
        void visit(String place, JsonNode value, List<JsonPointer> schemas);
    }

    /** Visits the nodes of the file, each with the schemas that apply to it. */
    private static void walk(JsonNode value, String place, List<JsonPointer> schemas, Visitor visitor) {
        visitor.visit(place, value, schemas);
        value.properties().forEach(member -> {
            List<JsonPointer> below = new ArrayList<>();
            for (JsonPointer schema : applying(schemas, value)) {
                JsonPointer property = schema.appendProperty("properties").appendProperty(member.getKey());
                JsonPointer other = schema.appendProperty("additionalProperties");
                if (SCHEMA.document().at(property).isObject()) {
                    below.add(property);
                } else if (SCHEMA.document().at(other).isObject()) {
                    below.add(other);
                }
            }
            walk(member.getValue(), place + "/" + member.getKey(), below, visitor);
        });
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            List<JsonPointer> below = applying(schemas, value).stream()
                    .map(schema -> schema.appendProperty("items"))
                    .toList();
            walk(value.get(i), place + "/" + i, below, visitor);
        }
    }

    /** The schemas and all schemas that they refer to; for a condition, the schema of the branch that applies. */
    private static List<JsonPointer> applying(List<JsonPointer> schemas, JsonNode value) {
        List<JsonPointer> all = new ArrayList<>();
        for (JsonPointer schema : schemas) {
            JsonNode node = SCHEMA.document().at(schema);
            all.add(schema);
            if (node.has("$ref")) {
                all.addAll(applying(
                        List.of(JsonPointer.compile(node.get("$ref").asText().substring(1))), value));
            }
            for (String combined : List.of("allOf", "anyOf", "oneOf")) {
                for (int i = 0; i < node.path(combined).size(); i++) {
                    all.addAll(applying(List.of(schema.appendProperty(combined).appendIndex(i)), value));
                }
            }
            if (node.has("if")
                    && SCHEMA.violationsAlone(schema.appendProperty("if"), value)
                            .isEmpty()) {
                all.addAll(applying(List.of(schema.appendProperty("then")), value));
            }
        }
        return all;
    }

    @FunctionalInterface
    private interface TextVisitor {
        void visit(String place, String value);
    }

    private static void forEachText(JsonNode document, String place, TextVisitor visitor) {
        walk(document, place, List.of(), (at, value, schemas) -> {
            if (value.isTextual()) {
                visitor.visit(at, value.asText());
            }
        });
    }
}
