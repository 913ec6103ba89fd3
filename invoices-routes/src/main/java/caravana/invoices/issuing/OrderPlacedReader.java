package caravana.invoices.issuing;

import caravana.starter.json.SchemaReader;
import org.springframework.stereotype.Component;

/** Reads {@code order.placed.v1}; what is not JSON or breaks the schema can never become an invoice. */
@Component
class OrderPlacedReader {

    private final SchemaReader reader =
            SchemaReader.ofEvents("classpath:invoices/contract/order.placed.v1.schema.json");

    OrderPlaced read(byte[] message) {
        return reader.convert(reader.read(message).get("data"), OrderPlaced.class);
    }
}
