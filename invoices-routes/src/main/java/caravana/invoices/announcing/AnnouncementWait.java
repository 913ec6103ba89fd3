package caravana.invoices.announcing;

import caravana.invoices.ConfirmedPublishing.Outcome;
import caravana.invoices.InvoiceNumber;
import caravana.invoices.Subject;
import caravana.invoices.TraceParent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Shows in an order's trace how long its invoice's announcement waited: a span from when it was put into the outbox until it was sent. */
@Component
class AnnouncementWait {

    private final Tracer tracer;

    AnnouncementWait(Tracer tracer) {
        this.tracer = tracer;
    }

    /**
     * Tells of the events that the broker has taken; the others go on waiting.
     *
     * @param events rows of {@code claim-unannounced-invoices.sql}
     */
    void tell(List<Map<String, Object>> events, Outcome outcome) {
        Set<String> confirmed = new HashSet<>(outcome.confirmed());
        for (Map<String, Object> event : events) {
            if (confirmed.contains(event.get("event_id").toString())) {
                tell(event, outcome.begun());
            }
        }
    }

    private void tell(Map<String, Object> event, Instant sent) {
        Instant queued = ((Timestamp) event.get("queued_at")).toInstant();
        SpanBuilder wait = tracer.spanBuilder("outbox wait")
                .setParent(TraceParent.context((String) event.get("traceparent")))
                .setStartTimestamp(queued)
                .setAttribute("caravana.outbox.attempts", (Integer) event.get("attempts"));
        Subject.order(
                        (UUID) event.get("order_id"),
                        (String) event.get("merchant"),
                        InvoiceNumber.ofRow(event).text())
                .forEach(wait::setAttribute);
        Span span = wait.startSpan();
        // The database's clock may be ahead of ours.
        span.end(sent.isBefore(queued) ? queued : sent);
    }
}
