package caravana.invoices.issuing;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * An invoice that is ready to be stored; its number comes after.
 *
 * @param id UUID version 7 (RFC 9562)
 * @param orderId at most one invoice has this order
 * @param total a decimal string with the currency's own number of decimals
 * @param customer JSON text
 * @param lines JSON text
 * @param traceparent where the order's trace goes on (W3C Trace Context)
 * @param issuedEventId the id under which {@code invoice.issued.v1} will announce it, however often it is sent
 */
record Invoice(
        UUID id,
        UUID orderId,
        String merchant,
        String currency,
        String total,
        String customer,
        String lines,
        String traceparent,
        UUID issuedEventId) {

    /** The parameters of {@code issue-invoice.sql}. */
    Map<String, Object> row() {
        Map<String, Object> row = new HashMap<>();
        row.put("id", id);
        row.put("orderId", orderId);
        row.put("merchant", merchant);
        row.put("currency", currency);
        row.put("total", total);
        row.put("customer", customer);
        row.put("lines", lines);
        row.put("traceparent", traceparent);
        row.put("issuedEventId", issuedEventId);
        return row;
    }
}
