package caravana.contract;

import caravana.contract.SchemaChanges.Others;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The breaking changes from a released OpenAPI document to the present one: an operation, parameter, status, header or
 * content type that is gone, whatever a request newly has to have, and what breaks a schema.
 */
final class ApiChanges {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private final ContractFile released;
    private final ContractFile present;
    private final List<String> breaking = new ArrayList<>();

    private ApiChanges(ContractFile released, ContractFile present) {
        this.released = released;
        this.present = present;
    }

    static List<String> between(ContractFile released, ContractFile present) {
        ApiChanges changes = new ApiChanges(released, present);
        JsonNode paths = present.document().path("paths");
        released.document()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(member -> METHODS.contains(member.getKey()))
                        .forEach(operation -> changes.compareOperation(
                                operation.getKey().toUpperCase() + " " + path.getKey(),
                                operation.getValue(),
                                paths.path(path.getKey()).path(operation.getKey()))));
        return changes.breaking;
    }

    private void compareOperation(String operation, JsonNode before, JsonNode now) {
        if (now.isMissingNode()) {
            breaking.add(operation + " is removed");
            return;
        }
        if (!security(released, before).equals(security(present, now))) {
            breaking.add(
                    operation + " security was " + security(released, before) + " and is " + security(present, now));
        }
        compareParameters(operation, parameters(released, before), parameters(present, now));
        compareRequestBodies(
                operation + " requestBody",
                target(released, before.path("requestBody")),
                target(present, now.path("requestBody")));
        before.path("responses").properties().forEach(response -> {
            String place = operation + " " + response.getKey();
            JsonNode other = now.path("responses").path(response.getKey());
            if (other.isMissingNode()) {
                breaking.add(place + " is removed");
            } else {
                compareResponses(place, target(released, response.getValue()), target(present, other));
            }
        });
    }

    private void compareParameters(String operation, Map<String, JsonNode> before, Map<String, JsonNode> now) {
        before.forEach((name, parameter) -> {
            JsonNode other = now.get(name);
            if (other == null) {
                breaking.add(operation + " " + name + " is removed");
            } else {
                compareSchemas(operation + " " + name, parameter.path("schema"), other.path("schema"), Others.WRITE);
            }
        });
        now.forEach((name, parameter) -> {
            JsonNode other = before.get(name);
            if (required(parameter) && (other == null || !required(other))) {
                breaking.add(operation + " " + name + " is required");
            }
        });
    }

    private void compareRequestBodies(String place, JsonNode before, JsonNode now) {
        if (required(now) && !required(before)) {
            breaking.add(place + " is required");
        }
        compareContents(place, before.path("content"), now.path("content"), Others.WRITE);
    }

    private void compareResponses(String place, JsonNode before, JsonNode now) {
        before.path("headers").properties().forEach(header -> {
            String name = place + " " + header.getKey();
            JsonNode old = target(released, header.getValue());
            JsonNode other = target(present, now.path("headers").path(header.getKey()));
            if (other.isMissingNode() || required(old) && !required(other)) {
                breaking.add(name + (other.isMissingNode() ? " is removed" : " is not required any more"));
            } else {
                compareSchemas(name, old.path("schema"), other.path("schema"), Others.READ);
            }
        });
        compareContents(place, before.path("content"), now.path("content"), Others.READ);
    }

    private void compareContents(String place, JsonNode before, JsonNode now, Others others) {
        before.properties().forEach(content -> {
            String name = place + " " + content.getKey();
            if (now.has(content.getKey())) {
                compareSchemas(
                        name,
                        content.getValue().path("schema"),
                        now.path(content.getKey()).path("schema"),
                        others);
            } else {
                breaking.add(name + " is removed");
            }
        });
    }

    private void compareSchemas(String name, JsonNode before, JsonNode now, Others others) {
        breaking.addAll(SchemaChanges.between(released, before, present, now, others, name + " "));
    }

    /** The parameters by location and name, such as {@code query limit}. */
    private static Map<String, JsonNode> parameters(ContractFile file, JsonNode operation) {
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        operation.path("parameters").forEach(written -> {
            JsonNode parameter = target(file, written);
            parameters.put(
                    parameter.path("in").asText() + " " + parameter.path("name").asText(), parameter);
        });
        return parameters;
    }

    private static JsonNode security(ContractFile file, JsonNode operation) {
        return operation.has("security")
                ? operation.get("security")
                : file.document().path("security");
    }

    private static boolean required(JsonNode node) {
        return node.path("required").asBoolean();
    }

    private static JsonNode target(ContractFile file, JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isTextual()
                ? file.at(JsonPointer.compile(reference.textValue().substring(1)))
                : node;
    }
}
