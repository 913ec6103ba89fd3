package caravana.orders.intake;

import caravana.orders.OrderAttributes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A request for an order, from when it was read until it is answered.
 *
 * @param key the client's {@code Idempotency-Key}; none where it sent none
 * @param placed the order that it becomes, unless one was placed before under the same key
 */
record OrderRequest(Optional<IdempotencyKey> key, PlacedOrder placed) {

    /** Whether the order may be stored once at most. */
    boolean isOnce() {
        return key.isPresent();
    }

    /** What spans and log lines say of it. */
    Map<String, String> attributes() {
        return OrderAttributes.of(placed.order().id(), placed.order().merchant(), null);
    }

    /** What they say once it is known which order is answered: it may have been placed before. */
    Map<String, String> attributes(OrderResponse answer) {
        return OrderAttributes.of(answer.orderId(), placed.order().merchant(), null);
    }

    /** The parameters of {@code place-order.sql}. */
    Map<String, Object> row() {
        return placed.row();
    }

    /** The parameters of the statements that store an order, or recall its answer, under a key. */
    Map<String, Object> row(Duration lifetime) {
        return placed.row(key.orElseThrow(), lifetime);
    }

    /** The answer for the order that was just stored. */
    OrderResponse answer() {
        return new OrderResponse(placed.order().id(), placed.json());
    }

    /** The answer that belongs to the key: a row of {@code find-response.sql}, or null where the key is in use. */
    OrderResponse recalled(Map<?, ?> row) {
        return OrderResponse.recalled(row, placed);
    }
}
