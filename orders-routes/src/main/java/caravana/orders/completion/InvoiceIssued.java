package caravana.orders.completion;

import caravana.orders.Subject;
import java.util.Map;
import java.util.UUID;

/**
 * What Orders reads of {@code invoice.issued.v1} ({@code invoice.issued.v1.schema.json}); other members are ignored.
 *
 * @param number consecutive per merchant and year, such as {@code 2026-000001}
 */
record InvoiceIssued(UUID invoiceId, String number, UUID orderId, String merchant) {

    /** What the message is about. */
    Map<String, String> subject() {
        return Subject.order(orderId, merchant, number);
    }

    /** The parameters of {@code complete-order.sql}. */
    Map<String, Object> row() {
        return Map.of("invoiceId", invoiceId, "number", number, "orderId", orderId, "merchant", merchant);
    }
}
