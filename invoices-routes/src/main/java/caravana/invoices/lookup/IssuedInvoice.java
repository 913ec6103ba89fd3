package caravana.invoices.lookup;

import caravana.invoices.InvoiceNumber;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.UUID;

/**
 * An invoice as the API returns it ({@code invoices-api.yaml}), and as {@code find-invoice.sql},
 * {@code find-invoice-of-order.sql} and {@code list-invoices.sql} select it.
 *
 * @param customer JSON text, as received from Orders
 * @param lines the lines as JSON text
 * @param total a decimal string with as many decimals as the currency
 * @param traceId the trace id of the order: 32 hexadecimal digits (W3C Trace Context)
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

    /** Returns the number, which is consecutive per merchant and year, such as {@code 2026-000001}. */
    @JsonProperty
    String number() {
        return invoiceNumber().text();
    }

    /** Returns {@code issued}: the queries select only invoices that have a number. */
    @JsonProperty
    String status() {
        return "issued";
    }

    InvoiceNumber invoiceNumber() {
        return new InvoiceNumber(numberYear, numberSequence);
    }
}
