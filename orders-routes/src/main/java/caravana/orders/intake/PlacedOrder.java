package caravana.orders.intake;

import caravana.orders.Order;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * An order that is ready to be stored.
 *
 * @param json the order as the API answers it
 * @param eventId the id under which {@code order.placed.v1} will announce it, however often it is sent
 * @param traceparent the request's place in its trace, from which the outbox relay goes on
 */
record PlacedOrder(Order order, byte[] json, UUID eventId, String traceparent) {

    /**
     * Tells this order from any other that a client might send under the same key: SHA-256 of all that was asked for.
     */
    byte[] fingerprint() {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", order.currency(), order.customer(), order.items())
                            .getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The parameters of {@code place-order.sql}. */
    Map<String, Object> row() {
        Map<String, Object> row = new HashMap<>();
        row.put("id", order.id());
        row.put("merchant", order.merchant());
        row.put("currency", order.currency());
        row.put("total", order.total());
        row.put("customer", order.customer());
        row.put("items", order.items());
        row.put("placedAt", order.placedAt().atOffset(ZoneOffset.UTC));
        row.put("traceparent", traceparent);
        row.put("eventId", eventId);
        return row;
    }

    /** The parameters of the statements that store an order, or recall its answer, under a key. */
    Map<String, Object> row(IdempotencyKey key, Duration lifetime) {
        Map<String, Object> row = row();
        row.put("key", key.text());
        row.put("fingerprint", fingerprint());
        row.put("answer", json);
        row.put("lifetime", lifetime.toSeconds());
        return row;
    }
}
