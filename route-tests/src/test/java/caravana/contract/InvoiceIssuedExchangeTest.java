package caravana.contract;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.InvoicesTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** The event that Invoices publishes conforms to its contract, and Orders can read it. */
@InvoicesTest
class InvoiceIssuedExchangeTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Autowired
    private ApplicationContext invoices;

    @Test
    void publishesAValidEventThatOrdersReads() throws IOException {
        UUID order = UUID.randomUUID();
        EventsOnTheBroker orders = EventsOnTheBroker.ofInvoices(invoices);
        Message message = orders.receive(
                () -> orders.sendOrderPlaced(order, "contract"),
                received -> new String(received.getBody()).contains(order.toString()));

        JsonNode event = JSON.readTree(message.getBody());
        assertThat(ContractFile.of("invoices/contract/invoice.issued.v1.schema.json")
                        .violations(event))
                .isEmpty();
        assertThat(event.at("/data/total").textValue()).isEqualTo("399.80");
        assertThat(message.getMessageProperties().getMessageId())
                .isEqualTo(event.get("id").textValue());
        assertThat(message.getMessageProperties().getContentType()).isEqualTo("application/cloudevents+json");
        assertThat(message.getMessageProperties().getReceivedDeliveryMode()).isEqualTo(MessageDeliveryMode.PERSISTENT);

        JsonNode read = EventReader.INVOICE_ISSUED.read(message.getBody());
        assertThat(read.get("orderId").textValue()).isEqualTo(order.toString());
        assertThat(read.get("merchant").textValue()).isEqualTo("contract");
        assertThat(read.get("number")).isEqualTo(event.at("/data/number"));
        assertThat(read.get("invoiceId")).isEqualTo(event.at("/data/invoiceId"));
    }
}
