package caravana.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import org.springframework.beans.BeanUtils;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.util.ClassUtils;

/**
 * The bean that reads an event in a consumer. It is not used outside its package, except by the tests of the contracts.
 */
enum EventReader {
    /** Invoices reads {@code order.placed.v1}. */
    ORDER_PLACED(
            "caravana.invoices.issuing.OrderPlacedReader",
            "invoices/contract/order.placed.v1.schema.json",
            "orderPlaced"),
    /** Orders reads {@code invoice.issued.v1}. */
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

    /** The consumer's copy of the schema. */
    ContractFile schema() {
        return schema;
    }

    /** A valid event. */
    ObjectNode example() {
        return example(EventExamples.EVENTS);
    }

    /** The valid event of another version of the contract. */
    ObjectNode example(ContractFile events) {
        return EventExamples.payload(events, message);
    }

    /** The record into which the consumer reads an event. Throws the consumer's exceptions. */
    JsonNode read(byte[] event) {
        Object read = ReflectionTestUtils.invokeMethod(bean, "read", (Object) event);
        return JsonMapper.builder().addModule(new JavaTimeModule()).build().valueToTree(read);
    }
}
