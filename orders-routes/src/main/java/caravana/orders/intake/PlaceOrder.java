package caravana.orders.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;

/**
 * An order as a client asks for it: the body of {@code POST /orders}, {@code #/components/schemas/PlaceOrder} of
 * {@code orders-api.yaml}.
 *
 * @param currency ISO 4217
 * @param items 1 to 1,000
 */
record PlaceOrder(Customer customer, String currency, List<Item> items) {

    static final int MAX_ITEMS = 1_000;

    PlaceOrder {
        items = List.copyOf(items);
        if (items.isEmpty() || items.size() > MAX_ITEMS) {
            throw new IllegalArgumentException("an order has 1 to 1,000 items, not " + items.size());
        }
    }

    /** Who the invoice will be made out to. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Customer(String name, String email, String taxId, Address address) {}

    /** A postal address; {@code country} is ISO 3166-1 alpha-2. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Address(String street, String city, String region, String postalCode, String country) {}

    /**
     * One line of the order.
     *
     * @param quantity 1 to 1,000,000
     * @param unitPrice 0 or more, with no more decimals than the order's currency has
     */
    record Item(String sku, String description, int quantity, BigDecimal unitPrice) {

        static final int MAX_QUANTITY = 1_000_000;

        Item {
            if (quantity < 1 || quantity > MAX_QUANTITY) {
                throw new IllegalArgumentException("a quantity is 1 to 1,000,000, not " + quantity);
            }
            if (unitPrice.signum() < 0) {
                throw new IllegalArgumentException("a price is 0 or more, not " + unitPrice);
            }
        }
    }
}
