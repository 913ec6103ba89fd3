package caravana.invoices.lookup;

import caravana.invoices.InvoiceNumber;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.UUID;

/**
 * An invoice as the API answers it ({@code invoices-api.yaml}), and as {@code find-invoice.sql},
 * {@code find-invoice-of-order.sql} and {@code list-invoices.sql} read it.
 *
 * @param customer JSON text, as Orders sent it
 * @param lines JSON text
 * @param total a decimal string with the currency's own number of decimals
 * @param traceId the trace that follows the order: 32 hexadecimal digits (W3C Trace Context)
 */
@JsonPropertyOrder({"id", "number", "merchant", "orderId", "status"})
record IssuedInvoice(
        UUID id,
        String merchant,
        UUID orderId,
        @JsonRawValue String customer,
        String currency,
        @JsonRawValue String lines,
        String total,
        Instant issuedAt,
        String traceId,
        @JsonIgnore int numberYear,
        @JsonIgnore long numberSequence) {

    /** Consecutive per merchant and year, such as {@code 2026-000001}. */
    @JsonProperty
    String number() {
        return invoiceNumber().text();
    }

    /** An invoice is visible once it has its number. */
    @JsonProperty
    String status() {
        return "issued";
    }

    InvoiceNumber invoiceNumber() {
        return new InvoiceNumber(numberYear, numberSequence);
    }
}
