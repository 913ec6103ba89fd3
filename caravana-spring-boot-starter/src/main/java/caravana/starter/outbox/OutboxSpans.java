package caravana.starter.outbox;

import caravana.starter.messaging.PublisherConfirms.Outcome;
import caravana.starter.telemetry.TraceParent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Shows in a trace how long an event waited in the outbox: a span from when it was put in until it was sent. */
final class OutboxSpans {

    private final Tracer tracer;

    OutboxSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    /** Records the wait of the events that the broker has taken; the others go on waiting. */
    void record(List<OutboxEvent> events, Outcome outcome) {
        Set<String> confirmed = new HashSet<>(outcome.confirmed());
        for (OutboxEvent event : events) {
            if (confirmed.contains(event.id().toString())) {
                record(event, outcome.begun());
            }
        }
    }

    private void record(OutboxEvent event, Instant sent) {
        SpanBuilder wait = tracer.spanBuilder("outbox wait")
                .setParent(TraceParent.context(event.traceparent()))
                .setStartTimestamp(event.queuedAt())
                .setAttribute("caravana.outbox.attempts", event.attempts());
        event.attributes().forEach(wait::setAttribute);
        Span span = wait.startSpan();
        // The database's clock may be ahead of ours.
        span.end(sent.isBefore(event.queuedAt()) ? event.queuedAt() : sent);
    }
}
