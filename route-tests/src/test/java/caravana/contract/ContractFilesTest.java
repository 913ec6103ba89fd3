package caravana.contract;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.invoices.InvoicesProperties;
import caravana.orders.OrdersProperties;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The contracts are consistent with each other and with the defaults of the services. */
class ContractFilesTest {

    @ParameterizedTest
    @ValueSource(strings = {"order.placed.v1", "invoice.issued.v1"})
    void areTheSameForProducerAndConsumer(String event) {
        assertThat(ContractFile.bytes("orders/contract/" + event + ".schema.json"))
                .isEqualTo(ContractFile.bytes("invoices/contract/" + event + ".schema.json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders/contract/orders-api.yaml", "invoices/contract/invoices-api.yaml"})
    void haveExamplesThatConformToTheirSchemas(String api) {
        ContractFile file = ContractFile.of(api);
        List<String> checked = new ArrayList<>();
        file.forEach((place, node) -> {
            if (node.has("schema") && node.path("examples").isObject()) {
                node.get("examples").fieldNames().forEachRemaining(name -> {
                    JsonPointer example = place.appendProperty("examples").appendProperty(name);
                    assertThat(file.violations(
                                    place.appendProperty("schema"),
                                    file.at(example).get("value")))
                            .as(example.toString())
                            .isEmpty();
                    checked.add(example.toString());
                });
            }
            if (node.path("examples").isArray()) {
                node.get("examples").forEach(example -> {
                    assertThat(file.violations(place, example))
                            .as("%s: %s", place, example)
                            .isEmpty();
                    checked.add(place.toString());
                });
            }
        });
        assertThat(checked).hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders/contract/orders-api.yaml", "invoices/contract/invoices-api.yaml"})
    void giveAnExampleOfEveryBody(String api) {
        ContractFile file = ContractFile.of(api);
        file.forEach((place, node) -> {
            if (place.last() != null && place.last().getMatchingProperty().startsWith("application/")) {
                assertThat(node.path("examples")).as(place.toString()).isNotEmpty();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"orderPlaced", "invoiceIssued"})
    void haveExampleEventsThatConformToTheSchemas(String message) {
        JsonNode event = EventExamples.EVENTS.document().at("/components/messages/" + message);
        ContractFile schema = ContractFile.of(
                "orders/contract/" + event.at("/payload/$ref").textValue().substring(2));
        assertThat(schema.toString()).contains(event.get("name").textValue());
        assertThat(event.get("examples")).isNotEmpty().allSatisfy(example -> {
            assertThat(schema.violations(example.get("payload"))).isEmpty();
            assertThat(EventExamples.EVENTS.violationsAlone(
                            JsonPointer.compile("/components/schemas/headers"), example.get("headers")))
                    .isEmpty();
        });
    }

    @Test
    void nameExchangeQueuesAndKeysLikeTheServices() {
        OrdersProperties.Messaging orders = defaults(OrdersProperties.class).messaging();
        InvoicesProperties.Messaging invoices =
                defaults(InvoicesProperties.class).messaging();

        assertThat(text("/components/channelBindings/ordersExchange/amqp/exchange/name"))
                .isEqualTo(orders.exchange())
                .isEqualTo(invoices.exchange());
        assertThat(text("/channels/orderPlaced/address"))
                .isEqualTo(orders.orderPlacedKey())
                .isEqualTo(invoices.orderPlacedKey());
        assertThat(text("/channels/invoiceIssued/address"))
                .isEqualTo(orders.invoiceIssuedKey())
                .isEqualTo(invoices.invoiceIssuedKey());
        assertQueue("invoicesOrderPlacedQueue", invoices.orderPlacedQueue());
        assertQueue("ordersInvoiceIssuedQueue", orders.invoiceIssuedQueue());
        assertQueue("invoicesOrderPlacedDead", invoices.orderPlacedDeadQueue());
        assertQueue("ordersInvoiceIssuedDead", orders.invoiceIssuedDeadQueue());
        assertThat(text("/channels/invoicesOrderPlacedQueue/description"))
                .contains("x-delivery-limit " + invoices.deliveryLimit())
                .contains("x-dead-letter-routing-key " + invoices.orderPlacedDeadQueue());
        assertThat(text("/channels/ordersInvoiceIssuedQueue/description"))
                .contains("x-delivery-limit " + orders.deliveryLimit())
                .contains("x-dead-letter-routing-key " + orders.invoiceIssuedDeadQueue());
    }

    private static void assertQueue(String channel, String name) {
        assertThat(text("/channels/" + channel + "/address")).isEqualTo(name);
        assertThat(text("/channels/" + channel + "/bindings/amqp/queue/name")).isEqualTo(name);
    }

    private static String text(String pointer) {
        return EventExamples.EVENTS.document().at(pointer).textValue();
    }

    private static <T> T defaults(Class<T> properties) {
        return new Binder(new MapConfigurationPropertySource(Map.of())).bindOrCreate("caravana", properties);
    }
}
