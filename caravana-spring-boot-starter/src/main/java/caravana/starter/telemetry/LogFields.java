package caravana.starter.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import org.springframework.boot.json.JsonWriter;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;

/**
 * Adds to each JSON line of the log which trace it belongs to ({@code trace.id} and {@code span.id} of ECS, nested as the
 * rest of the line).
 */
class LogFields implements StructuredLoggingJsonMembersCustomizer<ILoggingEvent> {

    @Override
    public void customize(JsonWriter.Members<ILoggingEvent> members) {
        // Lines are written by the thread that logs: its span is still the current one.
        members.add("trace", event -> current())
                .when(SpanContext::isValid)
                .usingMembers(trace -> trace.add("id", SpanContext::getTraceId));
        members.add("span", event -> current())
                .when(SpanContext::isValid)
                .usingMembers(span -> span.add("id", SpanContext::getSpanId));
    }

    private static SpanContext current() {
        return Span.current().getSpanContext();
    }
}
