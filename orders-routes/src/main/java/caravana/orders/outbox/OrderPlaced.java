package caravana.orders.outbox;

import caravana.orders.OrderAttributes;
import caravana.starter.outbox.OutboxEvent;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.sql.Timestamp;
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
    static OutboxEvent ofRow(Map<String, Object> row) {
        Data order = new Data(
                (UUID) row.get("id"),
                "placed",
                (String) row.get("merchant"),
                (String) row.get("customer"),
                (String) row.get("currency"),
                (String) row.get("items"),
                (String) row.get("total"),
                ((Timestamp) row.get("placed_at")).toInstant());
        OrderPlaced event = new OrderPlaced(
                "1.0",
                (UUID) row.get("event_id"),
                "/orders",
                "order.placed.v1",
                order.id(),
                order.placedAt(),
                "application/json",
                (String) row.get("traceparent"),
                order);
        return OutboxEvent.of(row, OrderAttributes.of(order.id(), order.merchant(), null), event);
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
