package caravana.orders;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.UUID;

/**
 * An order as the API answers it ({@code orders-api.yaml}), and as {@code find-order.sql} and {@code list-orders.sql} read
 * it.
 *
 * @param id UUID version 7 (RFC 9562), so that ids sort by time
 * @param status {@code placed}, or {@code invoiced} once Invoices has answered
 * @param customer the customer as JSON text, as it was stored
 * @param items the items with their totals as JSON text, as they were stored
 * @param total the sum of the items' totals: a decimal string with the currency's own number of decimals
 * @param placedAt UTC, to the millisecond
 * @param traceId the trace that follows the order: 32 hexadecimal digits (W3C Trace Context)
 * @param invoiceId null until the order is invoiced
 * @param invoiceNumber null until the order is invoiced
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
        @JsonIgnore UUID invoiceId,
        @JsonIgnore String invoiceNumber) {

    /** The invoice that became of the order; null until it is invoiced. */
    @JsonProperty
    public InvoiceReference invoice() {
        return invoiceId == null ? null : new InvoiceReference(invoiceId, invoiceNumber);
    }

    /**
     * The invoice that became of an order.
     *
     * @param number consecutive per merchant and year, such as {@code 2026-000001}
     */
    public record InvoiceReference(UUID id, String number) {}
}
