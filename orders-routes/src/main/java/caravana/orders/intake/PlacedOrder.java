package caravana.orders.intake;

import caravana.orders.Order;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * An order that is ready to be stored.
 *
 * @param eventId the id under which {@code order.placed.v1} will announce it, however often it is sent
 * @param traceparent the request's place in its trace, from which the outbox relay goes on
 */
record PlacedOrder(Order answer, UUID eventId, String traceparent) {

    /** The parameters of {@code place-order.sql}. */
    Map<String, Object> row() {
        Map<String, Object> row = new HashMap<>();
        row.put("id", answer.id());
        row.put("merchant", answer.merchant());
        row.put("currency", answer.currency());
        row.put("total", answer.total());
        row.put("customer", answer.customer());
        row.put("items", answer.items());
        row.put("placedAt", answer.placedAt().atOffset(ZoneOffset.UTC));
        row.put("traceparent", traceparent);
        row.put("eventId", eventId);
        return row;
    }
}
