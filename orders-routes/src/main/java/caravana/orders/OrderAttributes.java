package caravana.orders;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The attributes of an order for spans and log lines. */
public final class OrderAttributes {

    /** The attribute for the name of the merchant. */
    public static final String MERCHANT = "caravana.merchant";

    private static final String ORDER_ID = "caravana.order.id";
    private static final String INVOICE_NUMBER = "caravana.invoice.number";

    private OrderAttributes() {}

    /**
     * Returns the attributes of an order.
     *
     * @param invoiceNumber null until the order is invoiced
     */
    public static Map<String, String> of(UUID orderId, String merchant, String invoiceNumber) {
        Map<String, String> attributes = new HashMap<>(Map.of(ORDER_ID, orderId.toString(), MERCHANT, merchant));
        if (invoiceNumber != null) {
            attributes.put(INVOICE_NUMBER, invoiceNumber);
        }
        return attributes;
    }
}
