package caravana.notifications.notifying;

import java.math.BigDecimal;
import java.util.Map;
import java.util.UUID;

/**
 * What Notifications reads of {@code order.placed.v1}; other members are ignored.
 *
 * @param id the id of the order
 * @param currency ISO 4217
 */
record OrderPlaced(UUID id, String merchant, BigDecimal total, String currency) {

    /** The attributes of its spans and log lines; the names are those of Orders and Invoices. */
    Map<String, String> attributes() {
        return Map.of("caravana.order.id", id.toString(), "caravana.merchant", merchant);
    }
}
