package caravana.orders;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.starter.web.GatewayConsumer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Calls the Orders API as the gateway does, and reads its answers as a client would. */
public final class OrdersClient {

    /** The merchant that a test's requests are made for where it names no other. */
    public static final String MERCHANT = "demo";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;

    public OrdersClient(int port) {
        base = URI.create("http://127.0.0.1:" + port);
    }

    /** Posts a body as it is. */
    public Answer place(String merchant, String body) {
        return send(json("/orders", merchant).POST(BodyPublishers.ofString(body)));
    }

    /** Posts a body under an {@code Idempotency-Key}. */
    public Answer placeOnce(String merchant, String key, String body) {
        return send(json("/orders", merchant).header("Idempotency-Key", key).POST(BodyPublishers.ofString(body)));
    }

    /** Posts a body as it is, for {@link #MERCHANT}. */
    public Answer place(String body) {
        return place(MERCHANT, body);
    }

    /** Places a good order and answers it. */
    public JsonNode placed(String merchant) {
        Answer answer = place(merchant, OrderJson.valid().text());
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json();
    }

    public Answer get(String merchant, String pathAndQuery) {
        return send(request(pathAndQuery).header(GatewayConsumer.HEADER, merchant));
    }

    /** A request with a JSON body for a merchant, to be finished by its method. */
    public HttpRequest.Builder json(String pathAndQuery, String merchant) {
        return request(pathAndQuery)
                .header("Content-Type", "application/json")
                .header(GatewayConsumer.HEADER, merchant);
    }

    /** A request that says nothing but where it goes. */
    public HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(base.resolve(pathAndQuery)).timeout(Duration.ofSeconds(30));
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an answer", e);
        }
    }

    /** What the service answered. */
    public record Answer(int status, HttpHeaders headers, String body) {

        private static final Pattern INTERNALS =
                Pattern.compile("Exception|SQL|\\b(?:org|com|java|javax|jakarta|net|io)\\.[a-z]|caravana\\."
                        + "|\\n\\s*at |[sS]tack ?[tT]race");

        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + body, e);
            }
        }

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /** Checks all that every problem document promises, and answers the pointers of its errors. */
        public List<String> problem(int expectedStatus, String instance) {
            assertThat(status).as(body).isEqualTo(expectedStatus);
            assertThat(header("Content-Type")).isEqualTo("application/problem+json");
            JsonNode problem = json();
            assertThat(problem.path("type").textValue()).isEqualTo("about:blank");
            assertThat(problem.path("title").textValue()).isNotBlank();
            assertThat(problem.path("status").isInt()).isTrue();
            assertThat(problem.path("status").intValue()).isEqualTo(expectedStatus);
            assertThat(problem.path("detail").textValue()).isNotBlank();
            assertThat(problem.path("instance").textValue()).isEqualTo(instance);
            assertThat(problem.path("traceId").textValue()).matches("[0-9a-f]{32}");
            assertThat(body).doesNotContainPattern(INTERNALS);
            problem.path("errors")
                    .forEach(error ->
                            assertThat(error.path("detail").textValue()).isNotBlank());
            return StreamSupport.stream(problem.path("errors").spliterator(), false)
                    .map(error -> error.path("pointer").textValue())
                    .toList();
        }
    }
}
