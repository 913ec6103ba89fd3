package caravana.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.function.Supplier;
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
            EventExamples::orderPlaced),
    /** Orders reads {@code invoice.issued.v1}. */
    INVOICE_ISSUED(
            "caravana.orders.completion.InvoiceIssuedReader",
            "orders/contract/invoice.issued.v1.schema.json",
            EventExamples::invoiceIssued);

    private final Object bean;
    private final ContractFile schema;
    private final Supplier<ObjectNode> example;

    EventReader(String bean, String schema, Supplier<ObjectNode> example) {
        this.bean = BeanUtils.instantiateClass(ClassUtils.resolveClassName(bean, EventReader.class.getClassLoader()));
        this.schema = ContractFile.of(schema);
        this.example = example;
    }

    /** The consumer's copy of the schema. */
    ContractFile schema() {
        return schema;
    }

    /** A valid event. */
    ObjectNode example() {
        return example.get();
    }

    /** The record into which the consumer reads an event. Throws the consumer's exceptions. */
    JsonNode read(byte[] event) {
        Object read = ReflectionTestUtils.invokeMethod(bean, "read", (Object) event);
        return JsonMapper.builder().addModule(new JavaTimeModule()).build().valueToTree(read);
    }
}
