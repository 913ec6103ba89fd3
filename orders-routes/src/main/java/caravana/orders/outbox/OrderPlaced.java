package caravana.orders.outbox;

import caravana.orders.Order;
import caravana.orders.Subject;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * The event {@code order.placed.v1}: CloudEvents 1.0 in structured JSON, {@code order.placed.v1.schema.json}.
 *
 * @param id the same each time the event is sent again
 * @param subject the id of the order
 * @param traceparent where the order's trace goes on (W3C Trace Context)
 */
record OrderPlaced(
        String specversion,
        UUID id,
        String source,
        String type,
        UUID subject,
        Instant time,
        String datacontenttype,
        String traceparent,
        Data data) {

    /** Reads a row of {@code claim-unpublished-events.sql}. */
    static OrderPlaced ofRow(Map<?, ?> row) {
        Order order = Order.ofRow(row);
        Data data = new Data(
                order.id(),
                "placed",
                order.merchant(),
                order.customer(),
                order.currency(),
                order.items(),
                order.total(),
                order.placedAt());
        return new OrderPlaced(
                "1.0",
                (UUID) row.get("event_id"),
                "/orders",
                "order.placed.v1",
                order.id(),
                order.placedAt(),
                "application/json",
                (String) row.get("traceparent"),
                data);
    }

    /** The order that this is about. */
    Map<String, String> order() {
        return Subject.order(data.id, data.merchant, null);
    }

    /** The order as it was placed. */
    record Data(
            UUID id,
            String status,
            String merchant,
            @JsonRawValue String customer,
            String currency,
            @JsonRawValue String items,
            String total,
            Instant placedAt) {}
}
