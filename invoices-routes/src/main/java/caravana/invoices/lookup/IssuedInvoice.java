package caravana.invoices.lookup;

import caravana.invoices.InvoiceNumber;
import caravana.invoices.TraceParent;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * An invoice as the API answers it ({@code invoices-api.yaml}).
 *
 * @param number consecutive per merchant and year, such as {@code 2026-000001}
 * @param status {@code issued}: an invoice is visible once it has its number
 * @param customer JSON text, as Orders sent it
 * @param lines JSON text
 * @param total a decimal string with the currency's own number of decimals
 * @param traceId the trace that follows the order: 32 hexadecimal digits (W3C Trace Context)
 */
record IssuedInvoice(
        UUID id,
        String number,
        String merchant,
        UUID orderId,
        String status,
        @JsonRawValue String customer,
        String currency,
        @JsonRawValue String lines,
        String total,
        Instant issuedAt,
        String traceId) {

    /** Reads a row of {@code find-invoice.sql}, {@code find-invoice-of-order.sql} or {@code list-invoices.sql}. */
    static IssuedInvoice ofRow(Map<?, ?> row) {
        return new IssuedInvoice(
                (UUID) row.get("id"),
                InvoiceNumber.ofRow(row).text(),
                (String) row.get("merchant"),
                (UUID) row.get("order_id"),
                "issued",
                (String) row.get("customer"),
                (String) row.get("currency"),
                (String) row.get("lines"),
                (String) row.get("total"),
                ((Timestamp) row.get("issued_at")).toInstant(),
                TraceParent.traceId((String) row.get("traceparent")));
    }
}
