package caravana.contract;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The breaking changes from a released schema to the present one. A property that is gone always breaks somebody, a new
 * optional one nobody. A rule that allows more breaks those who read such a value, and a rule that allows less breaks
 * those who write it.
 */
final class SchemaChanges {

    /** The side that still uses the released schema. */
    enum Others {
        /** Clients that send requests: the service may accept more than before. */
        WRITE,
        /** Clients that receive responses: the service may send less than it could before. */
        READ,
        /** Both, as with events: an old consumer reads new events, and a new consumer reads old ones. */
        WRITE_AND_READ;

        private boolean write() {
            return this != READ;
        }

        private boolean read() {
            return this != WRITE;
        }
    }

    private static final Set<String> TEXT = Set.of(
            "$schema",
            "$id",
            "$defs",
            "$comment",
            "title",
            "description",
            "example",
            "examples",
            "default",
            "deprecated");
    private static final Set<String> SCHEMAS = Set.of("items", "additionalProperties", "not", "contains");
    private static final Set<String> LISTS_OF_SCHEMAS = Set.of("allOf", "anyOf", "oneOf", "prefixItems");

    /** Keywords such as {@code maxItems} or {@code exclusiveMinimum}. */
    private static final Pattern LIMIT = Pattern.compile("(exclusiveM|m)(ax|in)[A-Za-z]+");

    private final ContractFile released;
    private final ContractFile present;
    private final Others others;
    private final List<String> breaking = new ArrayList<>();

    private SchemaChanges(ContractFile released, ContractFile present, Others others) {
        this.released = released;
        this.present = present;
        this.others = others;
    }

    /** The changes between two schemas of files. Each begins with {@code name} and the location in the schema. */
    static List<String> between(
            ContractFile released, JsonNode before, ContractFile present, JsonNode now, Others others, String name) {
        SchemaChanges changes = new SchemaChanges(released, present, others);
        changes.compare(name, before, now);
        return changes.breaking;
    }

    /** The changes between two files that are schemas. */
    static List<String> between(ContractFile released, ContractFile present, Others others) {
        return between(released, released.document(), present, present.document(), others, "");
    }

    private void compare(String place, JsonNode releasedSchema, JsonNode presentSchema) {
        JsonNode before = resolved(released, releasedSchema);
        JsonNode now = resolved(present, presentSchema);
        Set<String> keywords = new LinkedHashSet<>();
        before.fieldNames().forEachRemaining(keywords::add);
        now.fieldNames().forEachRemaining(keywords::add);
        keywords.removeAll(TEXT);
        keywords.forEach(keyword -> compare(place, keyword, before.path(keyword), now.path(keyword)));
    }

    private void compare(String place, String keyword, JsonNode before, JsonNode now) {
        String here = place + "/" + keyword;
        if (keyword.equals("properties")) {
            before.properties()
                    .forEach(property -> compareProperty(
                            here + "/" + property.getKey(), property.getValue(), now.path(property.getKey())));
        } else if (SCHEMAS.contains(keyword) && before.isObject() && now.isObject()) {
            compare(here, before, now);
        } else if (LISTS_OF_SCHEMAS.contains(keyword) && before.size() == now.size()) {
            for (int index = 0; index < before.size(); index++) {
                compare(here + "/" + index, before.get(index), now.get(index));
            }
        } else if (keyword.equals("required")) {
            report(
                    here,
                    before,
                    now,
                    !values(before).containsAll(values(now)),
                    !values(now).containsAll(values(before)));
        } else if (before.isMissingNode() || now.isMissingNode()) {
            report(here, before, now, before.isMissingNode(), now.isMissingNode());
        } else if (keyword.equals("enum") || keyword.equals("type")) {
            report(
                    here,
                    before,
                    now,
                    !values(now).containsAll(values(before)),
                    !values(before).containsAll(values(now)));
        } else if (before.isNumber() && now.isNumber() && LIMIT.matcher(keyword).matches()) {
            int order = now.decimalValue().compareTo(before.decimalValue());
            boolean upper = keyword.contains("ax");
            report(here, before, now, upper ? order < 0 : order > 0, upper ? order > 0 : order < 0);
        } else {
            boolean differs = !before.equals(now);
            report(here, before, now, differs, differs);
        }
    }

    private void compareProperty(String place, JsonNode before, JsonNode now) {
        if (now.isMissingNode()) {
            breaking.add(place + " is removed");
        } else {
            compare(place, before, now);
        }
    }

    private void report(String place, JsonNode before, JsonNode now, boolean allowsLess, boolean allowsMore) {
        if (allowsLess && others.write() || allowsMore && others.read()) {
            breaking.add(place + " was " + text(before) + " and is " + text(now));
        }
    }

    /** A schema with what it refers to, which its own keywords take precedence over. */
    private static JsonNode resolved(ContractFile file, JsonNode schema) {
        JsonNode reference = schema.path("$ref");
        if (!reference.isTextual()) {
            return schema;
        }
        JsonNode target =
                resolved(file, file.at(JsonPointer.compile(reference.textValue().substring(1))));
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        merged.setAll((ObjectNode) target);
        schema.properties().stream()
                .filter(keyword -> !keyword.getKey().equals("$ref"))
                .forEach(keyword -> merged.set(keyword.getKey(), keyword.getValue()));
        return merged;
    }

    /** Of a list, or the one value that stands for a list of one. */
    private static Set<JsonNode> values(JsonNode node) {
        Set<JsonNode> values = new LinkedHashSet<>();
        if (node.isArray()) {
            node.forEach(values::add);
        } else if (!node.isMissingNode()) {
            values.add(node);
        }
        return values;
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "not there" : node.toString();
    }
}
