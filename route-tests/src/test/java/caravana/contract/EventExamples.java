package caravana.contract;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The example events of the AsyncAPI document. */
final class EventExamples {

    static final ContractFile EVENTS = ContractFile.of("orders/contract/events.yaml");

    private EventExamples() {}

    static ObjectNode orderPlaced() {
        return payload(EVENTS, "orderPlaced");
    }

    static ObjectNode invoiceIssued() {
        return payload(EVENTS, "invoiceIssued");
    }

    /** The example of an AsyncAPI document, which may be that of a release. */
    static ObjectNode payload(ContractFile events, String message) {
        JsonNode payload = events.at(JsonPointer.compile("/components/messages/" + message + "/examples/0/payload"));
        return payload.deepCopy();
    }
}
