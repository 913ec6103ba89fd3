package caravana.starter.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import org.springframework.boot.json.JsonWriter;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;

/**
 * Adds the trace context to each JSON log line: {@code trace.id} and {@code span.id} of the Elastic Common Schema, as
 * nested objects.
 */
class LogFields implements StructuredLoggingJsonMembersCustomizer<ILoggingEvent> {

    @Override
    public void customize(JsonWriter.Members<ILoggingEvent> members) {
        // The line is written on the thread that logs, so its span is current.
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
