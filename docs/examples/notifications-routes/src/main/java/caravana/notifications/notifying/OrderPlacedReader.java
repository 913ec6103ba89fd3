package caravana.notifications.notifying;

import caravana.starter.json.SchemaReader;
import org.springframework.stereotype.Component;

/** Reads {@code order.placed.v1}, and refuses what is not JSON or breaks the schema. */
@Component
class OrderPlacedReader {

    private final SchemaReader reader =
            SchemaReader.ofEvents("classpath:notifications/contract/order.placed.v1.schema.json");

    OrderPlaced read(byte[] message) {
        return reader.convert(reader.read(message).get("data"), OrderPlaced.class);
    }
}
