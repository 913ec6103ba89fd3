package caravana.orders;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.UUID;

/**
 * An order as the API returns it ({@code orders-api.yaml}), and as {@code find-order.sql} and {@code list-orders.sql}
 * select it.
 *
 * @param id UUID version 7 (RFC 9562), which sorts by time
 * @param status {@code placed} until the invoice is issued, then {@code invoiced}
 * @param customer the customer as the stored JSON text
 * @param items the items with their totals as the stored JSON text
 * @param total the sum of the items' totals: a decimal string with as many decimals as the currency
 * @param placedAt UTC, to the millisecond
 * @param traceId the trace id of the order: 32 hexadecimal digits (W3C Trace Context)
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

    /** Returns the invoice of the order; null until the order is invoiced. */
    @JsonProperty
    public InvoiceReference invoice() {
        return invoiceId == null ? null : new InvoiceReference(invoiceId, invoiceNumber);
    }

    /**
     * The invoice of an order.
     *
     * @param number consecutive per merchant and year, such as {@code 2026-000001}
     */
    public record InvoiceReference(UUID id, String number) {}
}
