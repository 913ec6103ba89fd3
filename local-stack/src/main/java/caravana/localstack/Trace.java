package caravana.localstack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The spans of one trace, and a check that the trace of an order is complete. */
record Trace(List<Span> spans) {

    record Span(String id, String parent, String service, String name, boolean sql) {}

    /** Parses a response of the Zipkin API. */
    static Trace of(JsonNode zipkinSpans) {
        return new Trace(StreamSupport.stream(zipkinSpans.spliterator(), false)
                .map(Trace::span)
                .toList());
    }

    private static Span span(JsonNode span) {
        return new Span(
                span.path("id").asText(),
                span.path("parentId").asText(),
                span.path("localEndpoint").path("serviceName").asText(),
                span.path("name").asText(),
                span.path("tags").has("db.system.name"));
    }

    /** Describes what is missing from the trace; empty if it is complete. */
    Optional<String> gap() {
        if (spans.isEmpty()) {
            return Optional.of("no spans received");
        }
        List<Span> roots =
                spans.stream().filter(span -> span.parent().isEmpty()).toList();
        if (roots.size() != 1) {
            return Optional.of(roots.size() + " spans without a parent, expected 1");
        }
        Set<String> ids = spans.stream().map(Span::id).collect(Collectors.toSet());
        Optional<Span> lost = spans.stream()
                .filter(span -> !span.parent().isEmpty() && !ids.contains(span.parent()))
                .findFirst();
        if (lost.isPresent()) {
            return Optional.of("the parent of the span \"" + lost.get().name() + "\" of "
                    + lost.get().service() + " is missing");
        }
        for (String service : List.of("orders", "invoices")) {
            if (spans.stream().noneMatch(span -> span.service().equals(service))) {
                return Optional.of("no span of " + service);
            }
        }
        if (spans.stream().noneMatch(span -> span.service().equals("invoices") && span.sql())) {
            return Optional.of("no SQL span of invoices");
        }
        return Optional.empty();
    }

    String summary() {
        String services = spans.stream().map(Span::service).distinct().sorted().collect(Collectors.joining(", "));
        return spans.size() + " spans of " + services;
    }
}
