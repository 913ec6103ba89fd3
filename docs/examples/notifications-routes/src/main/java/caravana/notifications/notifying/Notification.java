package caravana.notifications.notifying;

import java.util.Map;
import java.util.UUID;

/**
 * What a merchant is notified of.
 *
 * @param orderId the order that was placed; an order has one notification
 * @param message one sentence, without a word about the customer
 * @param traceId the trace of the order
 */
record Notification(UUID orderId, String merchant, String message, String traceId) {

    static Notification of(OrderPlaced order, String traceId) {
        String message = "Order %s was placed: %s %s."
                .formatted(order.id(), order.total().toPlainString(), order.currency());
        return new Notification(order.id(), order.merchant(), message, traceId);
    }

    /** The parameters of {@code store-notification.sql}. */
    Map<String, Object> row() {
        return Map.of("orderId", orderId, "merchant", merchant, "message", message, "traceId", traceId);
    }
}
