package caravana.invoices.issuing;

import caravana.starter.messaging.InvalidMessageException;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.math.BigDecimal;
import java.util.List;
import org.springframework.stereotype.Component;

/** Makes an invoice of a placed order, and refuses an order that does not add up. */
@Component
class InvoiceFactory {

    private final ObjectMapper json;
    private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

    InvoiceFactory(ObjectMapper json) {
        this.json = json;
    }

    Invoice draft(OrderPlaced order, String traceparent) {
        List<Line> lines = order.items().stream().map(Line::of).toList();
        BigDecimal total = lines.stream().map(Line::net).reduce(BigDecimal.ZERO, BigDecimal::add);
        if (total.compareTo(order.total()) != 0) {
            throw new InvalidMessageException(
                    "the items come to " + total.toPlainString() + ", not to " + order.total());
        }
        return new Invoice(
                ids.generate(),
                order.id(),
                order.merchant(),
                order.currency(),
                order.total().toPlainString(),
                order.customer().toString(),
                text(lines),
                traceparent,
                ids.generate());
    }

    private String text(List<Line> lines) {
        try {
            return json.writeValueAsString(lines);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("lines can be written as JSON", e);
        }
    }

    /**
     * A line of an invoice.
     *
     * @param net quantity times unit price, exact
     */
    private record Line(
            String sku,
            String description,
            int quantity,
            @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal unitPrice,
            @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal net) {

        private static Line of(OrderPlaced.Item item) {
            BigDecimal net = item.unitPrice().multiply(BigDecimal.valueOf(item.quantity()));
            if (net.compareTo(item.lineTotal()) != 0) {
                throw new InvalidMessageException(
                        item.quantity() + " times " + item.unitPrice() + " is not " + item.lineTotal());
            }
            return new Line(item.sku(), item.description(), item.quantity(), item.unitPrice(), net);
        }
    }
}
