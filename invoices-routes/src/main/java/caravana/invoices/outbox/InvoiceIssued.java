package caravana.invoices.outbox;

import caravana.invoices.InvoiceAttributes;
import caravana.invoices.InvoiceNumber;
import caravana.starter.outbox.OutboxEvent;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * The event {@code invoice.issued.v1}: CloudEvents 1.0 in structured JSON, {@code invoice.issued.v1.schema.json}.
 *
 * @param id the same each time the event is sent again
 * @param subject the id of the invoice
 * @param traceparent where the order's trace goes on (W3C Trace Context)
 */
record InvoiceIssued(
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
        UUID invoiceId = (UUID) row.get("id");
        Instant issuedAt = ((Timestamp) row.get("issued_at")).toInstant();
        Data data = new Data(
                invoiceId,
                InvoiceNumber.ofRow(row).text(),
                (UUID) row.get("order_id"),
                (String) row.get("merchant"),
                (String) row.get("total"),
                (String) row.get("currency"),
                issuedAt);
        InvoiceIssued event = new InvoiceIssued(
                "1.0",
                (UUID) row.get("event_id"),
                "/invoices",
                "invoice.issued.v1",
                invoiceId,
                issuedAt,
                "application/json",
                (String) row.get("traceparent"),
                data);
        return OutboxEvent.of(row, InvoiceAttributes.of(data.orderId, data.merchant, data.number), event);
    }

    /** What the neighbours of Invoices learn of an invoice. */
    record Data(
            UUID invoiceId,
            String number,
            UUID orderId,
            String merchant,
            String total,
            String currency,
            Instant issuedAt) {}
}
