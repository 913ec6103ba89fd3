package caravana.starter.outbox;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * An event on its way out of the outbox.
 *
 * @param id the event's id, the same each time it is sent: the AMQP {@code message-id}
 * @param queuedAt when it was put into the outbox
 * @param attempts how often it has been claimed, 1 at the first time
 * @param traceparent where its trace goes on (W3C Trace Context)
 * @param attributes what it is about, as attributes of its spans
 * @param cloudEvent the event itself, which is published as JSON (CloudEvents 1.0, structured)
 */
public record OutboxEvent(
        UUID id,
        Instant queuedAt,
        int attempts,
        String traceparent,
        Map<String, String> attributes,
        Object cloudEvent) {

    /**
     * Reads the columns {@code event_id}, {@code queued_at}, {@code attempts} and {@code traceparent} of a claimed
     * row.
     */
    public static OutboxEvent of(Map<String, Object> row, Map<String, String> attributes, Object cloudEvent) {
        return new OutboxEvent(
                (UUID) row.get("event_id"),
                ((Timestamp) row.get("queued_at")).toInstant(),
                (Integer) row.get("attempts"),
                (String) row.get("traceparent"),
                attributes,
                cloudEvent);
    }
}
