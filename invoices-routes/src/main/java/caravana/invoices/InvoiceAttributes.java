package caravana.invoices;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** What spans and log lines say of an invoice. */
public final class InvoiceAttributes {

    /** The merchant on whose behalf something is done. */
    public static final String MERCHANT = "caravana.merchant";

    private static final String ORDER_ID = "caravana.order.id";
    private static final String INVOICE_NUMBER = "caravana.invoice.number";

    private InvoiceAttributes() {}

    /** An order, its merchant, and the number of its invoice, or null where there is none yet. */
    public static Map<String, String> of(UUID orderId, String merchant, String invoiceNumber) {
        Map<String, String> attributes = new HashMap<>(Map.of(ORDER_ID, orderId.toString(), MERCHANT, merchant));
        if (invoiceNumber != null) {
            attributes.put(INVOICE_NUMBER, invoiceNumber);
        }
        return attributes;
    }
}
