package caravana.journey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A service's HTTP API, called as the gateway calls it for a merchant. */
public record Api(String baseUrl) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /** An answer; its body is a missing node where there was none. */
    public record Answer(int status, HttpHeaders headers, JsonNode body) {}

    public Answer post(String path, String merchant, String body, String... headers) throws IOException {
        return send(request(path, merchant, headers)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    public Answer get(String path, String merchant, String... headers) throws IOException {
        return send(request(path, merchant, headers));
    }

    /** The status that a path answers; 0 where nobody listens. */
    int status(String path) {
        try {
            return get(path, "nobody").status();
        } catch (IOException nobodyListens) {
            return 0;
        }
    }

    private HttpRequest.Builder request(String path, String merchant, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                .timeout(Duration.ofSeconds(60))
                .header("X-Consumer-Custom-ID", merchant);
        return headers.length == 0 ? request : request.headers(headers);
    }

    private static Answer send(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<byte[]> answer = CLIENT.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), answer.headers(), JSON.readTree(answer.body()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
