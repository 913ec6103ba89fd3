package caravana.notifications.notifying;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

/** The example of {@code order.placed.v1} in the contract of Orders, and events that are made of it. */
final class OrderPlacedExample {

    /** The contract of Orders; tests run in the folder of their module. */
    static final Path CONTRACT = Path.of("../../../orders-routes/src/main/resources/orders/contract");

    private OrderPlacedExample() {}

    /** The event as it stands in the AsyncAPI document. */
    static ObjectNode event() throws IOException {
        return new YAMLMapper()
                .readTree(CONTRACT.resolve("events.yaml").toFile())
                .withObject("/components/messages/orderPlaced/examples/0/payload");
    }

    /** The event of a new order, with its own id and its own trace. */
    static ObjectNode newEvent() throws IOException {
        String order = UUID.randomUUID().toString();
        ObjectNode event = event().put("id", UUID.randomUUID().toString())
                .put("subject", order)
                .put("traceparent", "00-" + order.replace("-", "") + "-00f067aa0ba902b7-01");
        event.withObject("/data").put("id", order);
        return event;
    }
}
