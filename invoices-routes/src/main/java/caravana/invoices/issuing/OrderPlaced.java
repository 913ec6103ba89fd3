package caravana.invoices.issuing;

import caravana.invoices.InvoiceAttributes;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What Invoices reads of {@code order.placed.v1} ({@code order.placed.v1.schema.json}); other members are ignored.
 *
 * @param id the id of the order
 * @param customer taken over into the invoice as it is
 * @param currency ISO 4217
 * @param total what Orders has added up; the invoice must come to the same
 */
record OrderPlaced(UUID id, String merchant, JsonNode customer, String currency, List<Item> items, BigDecimal total) {

    OrderPlaced {
        items = List.copyOf(items);
    }

    /** What spans and log lines say of it. */
    Map<String, String> attributes() {
        return InvoiceAttributes.of(id, merchant, null);
    }

    /**
     * One ordered item.
     *
     * @param quantity 1 to 1,000,000
     * @param unitPrice 0 or more, in the order's currency
     */
    record Item(String sku, String description, int quantity, BigDecimal unitPrice, BigDecimal lineTotal) {}
}
