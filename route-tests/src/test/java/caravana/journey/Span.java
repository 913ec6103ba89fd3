package caravana.journey;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * A span as the services export it (Zipkin JSON, version 2).
 *
 * @param parentId empty for the span that began its trace
 * @param kind SERVER, CLIENT, PRODUCER, CONSUMER, or empty for what happens inside a service
 */
record Span(
        String traceId,
        String id,
        String parentId,
        String kind,
        String service,
        String name,
        Map<String, String> tags) {

    static Span of(JsonNode zipkin) {
        Map<String, String> tags = new TreeMap<>();
        zipkin.path("tags")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        return new Span(
                zipkin.path("traceId").asText(),
                zipkin.path("id").asText(),
                zipkin.path("parentId").asText(),
                zipkin.path("kind").asText(),
                zipkin.path("localEndpoint").path("serviceName").asText(),
                zipkin.path("name").asText(),
                tags);
    }
}
