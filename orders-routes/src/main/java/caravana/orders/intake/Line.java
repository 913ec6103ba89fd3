package caravana.orders.intake;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;

/**
 * An item of a stored order.
 *
 * @param unitPrice with the currency's own number of decimals
 * @param lineTotal quantity times unit price, exact: a price has no more decimals than its currency
 */
record Line(
        String sku,
        String description,
        int quantity,
        @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal unitPrice,
        @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal lineTotal) {

    static Line of(PlaceOrder.Item item, int decimals) {
        BigDecimal unitPrice = item.unitPrice().setScale(decimals);
        BigDecimal lineTotal = unitPrice.multiply(BigDecimal.valueOf(item.quantity()));
        return new Line(item.sku(), item.description(), item.quantity(), unitPrice, lineTotal);
    }
}
