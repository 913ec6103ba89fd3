package caravana.contract;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The example events of the AsyncAPI document. */
final class EventExamples {

    static final ContractFile EVENTS = ContractFile.of("orders/contract/events.yaml");

    private EventExamples() {}

    static ObjectNode orderPlaced() {
        return payload("orderPlaced");
    }

    static ObjectNode invoiceIssued() {
        return payload("invoiceIssued");
    }

    private static ObjectNode payload(String message) {
        JsonNode payload = EVENTS.at(JsonPointer.compile("/components/messages/" + message + "/examples/0/payload"));
        return payload.deepCopy();
    }
}
