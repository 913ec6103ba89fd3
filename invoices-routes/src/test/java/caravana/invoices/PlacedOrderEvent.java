package caravana.invoices;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** {@code order.placed.v1} as Orders sends it: the one order that all tests of Invoices are made of. */
public final class PlacedOrderEvent {

    private static final ObjectMapper JSON = new ObjectMapper();

    private PlacedOrderEvent() {}

    /** Two keyboards, 399.80. */
    public static ObjectNode of(UUID order, String merchant) {
        return of(order, merchant, "BRL", List.of(Map.entry(2, "199.90")));
    }

    /** Keyboards of these quantities and unit prices. */
    public static ObjectNode of(
            UUID order, String merchant, String currency, List<Map.Entry<Integer, String>> quantitiesAndPrices) {
        ObjectNode event = JSON.createObjectNode()
                .put("specversion", "1.0")
                .put("id", UUID.randomUUID().toString())
                .put("source", "/orders")
                .put("type", "order.placed.v1")
                .put("subject", order.toString())
                .put("time", "2026-11-22T15:00:00.123Z")
                .put("datacontenttype", "application/json")
                .put("traceparent", traceparent());
        ObjectNode data = event.putObject("data")
                .put("id", order.toString())
                .put("status", "placed")
                .put("merchant", merchant);
        ObjectNode customer =
                data.putObject("customer").put("name", "Ana Souza").put("email", "ana@example.com");
        customer.putObject("address")
                .put("street", "Rua A, 1")
                .put("city", "Recife")
                .put("postalCode", "50000-000")
                .put("country", "BR");
        data.put("currency", currency);
        ArrayNode items = data.putArray("items");
        BigDecimal total = BigDecimal.ZERO;
        for (Map.Entry<Integer, String> item : quantitiesAndPrices) {
            BigDecimal net = new BigDecimal(item.getValue()).multiply(BigDecimal.valueOf(item.getKey()));
            total = total.add(net);
            items.addObject()
                    .put("sku", "KB-101")
                    .put("description", "Keyboard")
                    .put("quantity", item.getKey())
                    .put("unitPrice", item.getValue())
                    .put("lineTotal", net.toPlainString());
        }
        data.put("total", total.toPlainString()).put("placedAt", "2026-11-22T15:00:00.123Z");
        return event;
    }

    private static String traceparent() {
        return "00-" + UUID.randomUUID().toString().replace("-", "") + "-"
                + UUID.randomUUID().toString().replace("-", "").substring(0, 16) + "-01";
    }
}
