package caravana.orders.intake;

import caravana.orders.Order;
import caravana.starter.telemetry.TraceParent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.List;
import org.springframework.stereotype.Component;

/** Makes an order of a request: gives it its id and its time, and adds it up. */
@Component
class OrderFactory {

    private final ObjectMapper json;
    private final Clock clock = Clock.systemUTC();
    private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

    OrderFactory(ObjectMapper json) {
        this.json = json;
    }

    PlacedOrder place(PlaceOrder request, String merchant, String traceparent) {
        int decimals = Currency.getInstance(request.currency()).getDefaultFractionDigits();
        List<Line> lines =
                request.items().stream().map(item -> Line.of(item, decimals)).toList();
        BigDecimal total = lines.stream().map(Line::lineTotal).reduce(BigDecimal.ZERO, BigDecimal::add);
        Order order = new Order(
                ids.generate(),
                "placed",
                merchant,
                text(request.customer()),
                request.currency(),
                text(lines),
                total.setScale(decimals).toPlainString(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                TraceParent.traceId(traceparent),
                null,
                null);
        return new PlacedOrder(order, bytes(order), ids.generate(), traceparent);
    }

    private String text(Object value) {
        return new String(bytes(value), StandardCharsets.UTF_8);
    }

    private byte[] bytes(Object value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a checked request can be written as JSON", e);
        }
    }
}
