package caravana.orders.completion;

import caravana.orders.OrderAttributes;
import java.util.Map;
import java.util.UUID;

/**
 * What Orders reads of {@code invoice.issued.v1} ({@code invoice.issued.v1.schema.json}); other members are ignored.
 *
 * @param number consecutive per merchant and year, such as {@code 2026-000001}
 */
record InvoiceIssued(UUID invoiceId, String number, UUID orderId, String merchant) {

    /** What spans and log lines say of it. */
    Map<String, String> attributes() {
        return OrderAttributes.of(orderId, merchant, number);
    }

    /** The parameters of {@code complete-order.sql}. */
    Map<String, Object> row() {
        return Map.of("invoiceId", invoiceId, "number", number, "orderId", orderId, "merchant", merchant);
    }
}
