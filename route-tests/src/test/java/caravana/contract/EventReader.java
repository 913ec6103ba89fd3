package caravana.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import org.springframework.beans.BeanUtils;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.util.ClassUtils;

/** The bean by which a consumer reads an event. Only its own package may use it; contracts are checked from outside. */
enum EventReader {
    /** Invoices reads placed orders. */
    ORDER_PLACED(
            "caravana.invoices.issuing.OrderPlacedReader",
            "invoices/contract/order.placed.v1.schema.json",
            "orderPlaced"),
    /** Orders reads issued invoices. */
    INVOICE_ISSUED(
            "caravana.orders.completion.InvoiceIssuedReader",
            "orders/contract/invoice.issued.v1.schema.json",
            "invoiceIssued");

    private final Object bean;
    private final ContractFile schema;
    private final String message;

    EventReader(String bean, String schema, String message) {
        this.bean = BeanUtils.instantiateClass(ClassUtils.resolveClassName(bean, EventReader.class.getClassLoader()));
        this.schema = ContractFile.of(schema);
        this.message = message;
    }

    /** The schema as the consumer has it. */
    ContractFile schema() {
        return schema;
    }

    /** An event that the consumer takes. */
    ObjectNode example() {
        return example(EventExamples.EVENTS);
    }

    /** An event that the consumer took when the contract was that one. */
    ObjectNode example(ContractFile events) {
        return EventExamples.payload(events, message);
    }

    /** The record that the consumer makes of an event; throws what the consumer throws. */
    JsonNode read(byte[] event) {
        Object read = ReflectionTestUtils.invokeMethod(bean, "read", (Object) event);
        return JsonMapper.builder().addModule(new JavaTimeModule()).build().valueToTree(read);
    }
}
