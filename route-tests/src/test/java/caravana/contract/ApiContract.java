package caravana.contract;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.Answer;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Set;
import java.util.TreeSet;

/** Checks real HTTP responses against an OpenAPI document. */
public final class ApiContract {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private final ContractFile file;

    public ApiContract(ContractFile file) {
        this.file = file;
    }

    /** The operations, each as method and path, such as {@code GET /orders/{id}}. */
    public Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        file.document()
                .get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(member -> METHODS.contains(member.getKey()))
                        .forEach(operation -> operations.add(operation.getKey().toUpperCase() + " " + path.getKey())));
        return operations;
    }

    /** Checks the status, content type, headers and body of a response, and returns the body. */
    JsonNode check(String method, String path, Answer answer) {
        JsonPointer responses = JsonPointer.empty()
                .appendProperty("paths")
                .appendProperty(path)
                .appendProperty(method.toLowerCase())
                .appendProperty("responses");
        String status = String.valueOf(answer.status());
        boolean named = file.at(responses).has(status);
        JsonPointer response = file.target(responses.appendProperty(named ? status : "default"));
        assertThat(file.at(response).isMissingNode())
                .as("the contract documents %s of %s %s: %s", status, method, path, answer.body())
                .isFalse();
        if (!named) {
            assertThat(answer.status())
                    .as("only error statuses may be undocumented")
                    .isGreaterThanOrEqualTo(400);
        }
        checkHeaders(response.appendProperty("headers"), answer);

        String contentType = answer.headers().firstValue("Content-Type").orElse("none");
        JsonPointer content = response.appendProperty("content").appendProperty(contentType);
        assertThat(file.at(content).isMissingNode())
                .as("%s of %s %s as %s", status, method, path, contentType)
                .isFalse();
        JsonNode body = json(answer.body());
        assertThat(file.violations(content.appendProperty("schema"), body))
                .as("%s of %s %s: %s", status, method, path, body)
                .isEmpty();
        if (answer.status() >= 400) {
            assertThat(body.get("status").intValue()).isEqualTo(answer.status());
        }
        return body;
    }

    private void checkHeaders(JsonPointer headers, Answer answer) {
        file.at(headers).properties().forEach(header -> {
            String value = answer.headers().firstValue(header.getKey()).orElse(null);
            if (value == null) {
                assertThat(header.getValue().path("required").asBoolean())
                        .as("%s is required with %d", header.getKey(), answer.status())
                        .isFalse();
                return;
            }
            JsonPointer schema = headers.appendProperty(header.getKey()).appendProperty("schema");
            boolean number = file.at(schema).path("type").asText().equals("integer");
            assertThat(file.violations(schema, number ? json(value) : TextNode.valueOf(value)))
                    .as("%s: %s", header.getKey(), value)
                    .isEmpty();
        });
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
