package caravana.invoices;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.starter.web.GatewayConsumer;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** The person on call, who works through the API alone. */
public final class OnCall {

    /** Her name. */
    public static final String NAME = "maria";

    private final TestRestTemplate http;

    public OnCall(TestRestTemplate http) {
        this.http = http;
    }

    /** What Kong writes for a consumer in these groups. */
    public static HttpHeaders headers(String groups) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(GatewayConsumer.HEADER, NAME);
        headers.set(Operator.GROUPS_HEADER, groups);
        return headers;
    }

    public ResponseEntity<String> send(HttpMethod method, String pathAndQuery, String body, HttpHeaders headers) {
        return http.exchange(
                URI.create(http.getRootUri() + pathAndQuery), method, new HttpEntity<>(body, headers), String.class);
    }

    public ResponseEntity<String> get(String pathAndQuery) {
        return send(HttpMethod.GET, pathAndQuery, null, headers("operators"));
    }

    public ResponseEntity<String> post(String path, String body) {
        HttpHeaders headers = headers("operators");
        headers.setContentType(MediaType.APPLICATION_JSON);
        return send(HttpMethod.POST, path, body, headers);
    }

    /** The answer where all is well. */
    public static JsonNode well(ResponseEntity<String> answer) {
        assertThat(answer.getStatusCode().value()).as(answer.getBody()).isEqualTo(200);
        assertThat(answer.getHeaders().getContentType()).hasToString("application/json");
        return OrdersNextDoor.json(answer.getBody());
    }

    /** Every refusal is a problem document that tells nothing of our inside. */
    public static JsonNode refused(int status, ResponseEntity<String> answer) {
        assertThat(answer.getStatusCode().value()).as(answer.getBody()).isEqualTo(status);
        assertThat(answer.getHeaders().getContentType()).hasToString("application/problem+json");
        assertThat(answer.getBody()).doesNotContain("Exception", "caravana.", "org.", "java.", "select ", "insert ");
        JsonNode problem = OrdersNextDoor.json(answer.getBody());
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("detail").asText()).isNotBlank();
        assertThat(problem.get("traceId").asText()).matches("[0-9a-f]{32}");
        return problem;
    }

    public JsonNode letter(Object id) {
        return well(get("/dead-letters/" + id));
    }

    public JsonNode replay(Object id) {
        return well(post("/dead-letters/" + id + "/replay", null));
    }

    public JsonNode replayAll(String reason, int limit) {
        return well(post("/dead-letters/replay", "{\"reason\": \"%s\", \"limit\": %d}".formatted(reason, limit)));
    }

    public JsonNode discard(Object id, String comment) {
        return well(post("/dead-letters/" + id + "/discard", "{\"comment\": \"%s\"}".formatted(comment)));
    }
}
