package caravana.orders;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * An order as the API answers it ({@code orders-api.yaml}).
 *
 * @param id UUID version 7 (RFC 9562), so that ids sort by time
 * @param status {@code placed}, or {@code invoiced} once Invoices has answered
 * @param customer the customer as JSON text, as it was stored
 * @param items the items with their totals as JSON text, as they were stored
 * @param total the sum of the items' totals: a decimal string with the currency's own number of decimals
 * @param placedAt UTC, to the millisecond
 * @param traceId the trace that follows the order: 32 hexadecimal digits (W3C Trace Context)
 * @param invoice null until the order is invoiced
 */
public record Order(
        UUID id,
        String status,
        String merchant,
        @JsonRawValue String customer,
        String currency,
        @JsonRawValue String items,
        String total,
        Instant placedAt,
        String traceId,
        InvoiceReference invoice) {

    /**
     * The invoice that became of an order.
     *
     * @param number consecutive per merchant and year, such as {@code 2026-000001}
     */
    public record InvoiceReference(UUID id, String number) {}

    /** Reads a row of {@code find-order.sql} or {@code list-orders.sql}. */
    public static Order ofRow(Map<?, ?> row) {
        UUID invoiceId = (UUID) row.get("invoice_id");
        return new Order(
                (UUID) row.get("id"),
                invoiceId == null ? "placed" : "invoiced",
                (String) row.get("merchant"),
                (String) row.get("customer"),
                (String) row.get("currency"),
                (String) row.get("items"),
                (String) row.get("total"),
                ((Timestamp) row.get("placed_at")).toInstant(),
                TraceParent.traceId((String) row.get("traceparent")),
                invoiceId == null ? null : new InvoiceReference(invoiceId, (String) row.get("invoice_number")));
    }
}
