package caravana.orders.completion;

import caravana.starter.json.SchemaReader;
import org.springframework.stereotype.Component;

/** Reads {@code invoice.issued.v1}; what is not JSON or breaks the schema can never be processed. */
@Component
class InvoiceIssuedReader {

    private final SchemaReader reader =
            SchemaReader.ofEvents("classpath:orders/contract/invoice.issued.v1.schema.json");

    InvoiceIssued read(byte[] message) {
        return reader.convert(reader.read(message).get("data"), InvoiceIssued.class);
    }
}
