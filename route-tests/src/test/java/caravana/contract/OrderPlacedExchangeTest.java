package caravana.contract;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.Api;
import caravana.fixture.OrdersTest;
import caravana.orders.OrderJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** The event that Orders publishes conforms to its contract, and Invoices can read it. */
@OrdersTest
class OrderPlacedExchangeTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Autowired
    private ApplicationContext orders;

    @LocalServerPort
    private int port;

    @Test
    void publishesAValidEventThatInvoicesReads() throws IOException {
        AtomicReference<JsonNode> placed = new AtomicReference<>();
        Message message = EventsOnTheBroker.ofOrders(orders)
                .receive(
                        () -> placed.set(place()),
                        received -> new String(received.getBody()).contains(id(placed.get())));

        JsonNode event = JSON.readTree(message.getBody());
        assertThat(ContractFile.of("orders/contract/order.placed.v1.schema.json")
                        .violations(event))
                .isEmpty();
        assertThat(message.getMessageProperties().getMessageId())
                .isEqualTo(event.get("id").textValue());
        assertThat(message.getMessageProperties().getContentType()).isEqualTo("application/cloudevents+json");
        assertThat(message.getMessageProperties().getReceivedDeliveryMode()).isEqualTo(MessageDeliveryMode.PERSISTENT);

        JsonNode read = EventReader.ORDER_PLACED.read(message.getBody());
        assertThat(read.get("id")).isEqualTo(placed.get().get("id"));
        assertThat(read.get("merchant")).isEqualTo(placed.get().get("merchant"));
        assertThat(read.get("customer")).isEqualTo(placed.get().get("customer"));
        assertThat(read.get("total").decimalValue()).isEqualByComparingTo("399.80");
    }

    private JsonNode place() {
        return new ApiContract(ContractFile.of("orders/contract/orders-api.yaml"))
                .check(
                        "POST",
                        "/orders",
                        Api.at(port)
                                .send(
                                        "POST",
                                        "/orders",
                                        OrderJson.valid().text(),
                                        "Content-Type",
                                        "application/json",
                                        "X-Consumer-Custom-ID",
                                        "contract"));
    }

    private static String id(JsonNode order) {
        return order.get("id").textValue();
    }
}
