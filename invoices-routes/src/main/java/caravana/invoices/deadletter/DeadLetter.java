package caravana.invoices.deadletter;

import caravana.starter.messaging.DeadLetterRoute;
import caravana.starter.messaging.InvalidMessageException.Reason;
import caravana.starter.telemetry.TraceParent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A message from the dead-letter queue.
 *
 * @param id a UUID of version 3 of message id and payload, so that the same message is stored once
 * @param messageId the AMQP message id, which is the event's id; null if the message has none
 * @param reason a {@link Reason#word()}
 * @param error the error message
 * @param failedRoute the id of the failed Camel route; null if the broker dead-lettered the message
 * @param traceparent the trace context of the message; null if it has none
 */
record DeadLetter(
        UUID id,
        String messageId,
        String reason,
        String error,
        String failedRoute,
        String contentType,
        byte[] payload,
        String traceparent) {

    /**
     * Reads a message of the dead-letter queue, with headers of {@link DeadLetterRoute} or {@code x-death} only.
     *
     * @param sentAs the AMQP {@code message-id}; null if the message has none
     * @param sentWith the AMQP {@code content-type}; null if the message has none
     */
    static DeadLetter of(byte[] payload, String sentAs, String sentWith, Map<String, Object> headers) {
        String messageId = text(sentAs);
        String reason = text(headers.get(DeadLetterRoute.REASON));
        return new DeadLetter(
                identity(messageId, payload),
                messageId,
                reason == null ? Reason.DELIVERY_LIMIT.word() : reason,
                reason == null ? brokerError(headers) : text(headers.get(DeadLetterRoute.MESSAGE)),
                text(headers.get(DeadLetterRoute.ROUTE)),
                text(sentWith),
                payload,
                traceparent(text(headers.get("traceparent"))));
    }

    /** Returns the parameters of {@code store-dead-letter.sql}. */
    Map<String, Object> row() {
        Map<String, Object> row = new HashMap<>();
        row.put("id", id);
        row.put("messageId", messageId);
        row.put("reason", reason);
        row.put("error", error);
        row.put("failedRoute", failedRoute);
        row.put("contentType", contentType);
        row.put("payload", payload);
        row.put("traceId", traceparent == null ? null : TraceParent.traceId(traceparent));
        row.put("traceparent", traceparent);
        return row;
    }

    private static UUID identity(String messageId, byte[] payload) {
        byte[] name = messageId == null ? new byte[0] : messageId.getBytes(StandardCharsets.UTF_8);
        // The length separates the two: "a" and "bc" differ from "ab" and "c".
        return UUID.nameUUIDFromBytes(ByteBuffer.allocate(Integer.BYTES + name.length + payload.length)
                .putInt(messageId == null ? -1 : name.length)
                .put(name)
                .put(payload)
                .array());
    }

    private static String brokerError(Map<String, Object> headers) {
        Object death =
                headers.get("x-death") instanceof List<?> deaths && !deaths.isEmpty() ? deaths.get(0) : "unknown";
        return "the broker gave up on it: " + storable(death.toString());
    }

    private static String traceparent(String header) {
        return TraceParent.isValid(header) ? header : null;
    }

    private static String text(Object header) {
        return header == null ? null : storable(header.toString());
    }

    private static String storable(String text) {
        return text.replace("\0", "");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DeadLetter letter && id.equals(letter.id) && Arrays.equals(payload, letter.payload);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
