package caravana.invoices.issuing;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.InvoicesTest;
import caravana.fixture.RecordedSpans;
import caravana.invoices.OrdersSimulator;
import caravana.starter.telemetry.TraceParent;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.opentelemetry.api.trace.SpanKind;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

@InvoicesTest
class InvoiceIssuingRouteTest {

    @Autowired
    private ApplicationContext invoices;

    private OrdersSimulator orders;

    @BeforeEach
    void setUp() {
        orders = new OrdersSimulator(invoices);
    }

    @Test
    void issuesOneNumberedInvoiceForAPlacedOrder() {
        UUID order = UUID.randomUUID();
        String merchant = OrdersSimulator.newMerchant();
        ObjectNode event = OrdersSimulator.event(
                order, merchant, "KWD", List.of(Map.entry(3, "0.125"), Map.entry(1, "0"), Map.entry(2, "10.000")));

        orders.publish(event);

        Map<String, Object> invoice = orders.invoice(order);
        assertThat(invoice)
                .containsEntry("merchant", merchant)
                .containsEntry("currency", "KWD")
                .containsEntry("total", "20.375")
                .containsEntry("number_year", LocalDate.now(ZoneOffset.UTC).getYear())
                .containsEntry("number_sequence", 1L);
        assertThat(OrdersSimulator.json("{\"c\":" + invoice.get("customer") + "}")
                        .get("c"))
                .isEqualTo(event.at("/data/customer"));
        assertThat(OrdersSimulator.json("{\"lines\":" + invoice.get("lines") + "}"))
                .isEqualTo(OrdersSimulator.json("""
                {"lines": [
                  {"sku": "KB-101", "description": "Keyboard", "quantity": 3, "unitPrice": "0.125", "net": "0.375"},
                  {"sku": "KB-101", "description": "Keyboard", "quantity": 1, "unitPrice": "0", "net": "0"},
                  {"sku": "KB-101", "description": "Keyboard", "quantity": 2, "unitPrice": "10.000", "net": "20.000"}
                ]}"""));
    }

    @Test
    void keepsTheTraceOfTheOrder() {
        ObjectNode event = OrdersSimulator.event(UUID.randomUUID(), OrdersSimulator.newMerchant());
        UUID order = UUID.fromString(event.at("/data/id").asText());

        orders.publish(event);

        String traceId = OrdersSimulator.traceId(event);
        assertThat(TraceParent.traceId((String) orders.invoice(order).get("traceparent")))
                .isEqualTo(traceId);
        OrdersSimulator.await()
                .untilAsserted(() -> assertThat(RecordedSpans.ofTrace(traceId))
                        .anySatisfy(consumed -> {
                            assertThat(consumed.kind()).isEqualTo(SpanKind.CONSUMER);
                            assertThat(consumed.parentId())
                                    .isEqualTo(event.get("traceparent").asText().substring(36, 52));
                        })
                        .anySatisfy(sql -> assertThat(sql.kind()).isEqualTo(SpanKind.CLIENT)));
    }

    @Test
    void issuesOneInvoiceForARedeliveredEvent() {
        UUID order = UUID.randomUUID();
        String merchant = OrdersSimulator.newMerchant();
        ObjectNode event = OrdersSimulator.event(order, merchant);

        orders.publish(event);
        orders.publish(event);
        Map<String, Object> first = orders.invoice(order);
        orders.publish(event);
        UUID behind = orders.place(merchant);

        assertThat(orders.invoice(behind)).containsEntry("number_sequence", 2L);
        assertThat(orders.invoice(order)).isEqualTo(first);
        assertThat(orders.numbers(merchant)).containsExactly(1L, 2L);
        assertThat(orders.deadLetters(event.get("id").asText())).isEmpty();
    }

    /** Who announces an order again may have lost what it was answered. */
    @Test
    void announcesAnInvoiceAgainWhoseOrderIsAnnouncedAgain() {
        UUID order = UUID.randomUUID();
        ObjectNode event = OrdersSimulator.event(order, OrdersSimulator.newMerchant());
        orders.publish(event);
        Message first = orders.announcement(order);
        OrdersSimulator.await().until(() -> orders.refusals(order) == null);

        orders.publish(event);
        OrdersSimulator.await()
                .untilAsserted(() -> assertThat(orders.announcements(order)).hasSize(2));
        assertThat(orders.announcements(order))
                .allSatisfy(again -> assertThat(again.getBody()).isEqualTo(first.getBody()));
    }

    @Test
    void issuesOneInvoiceForTwoEventsOfTheSameOrder() {
        UUID order = UUID.randomUUID();
        String merchant = OrdersSimulator.newMerchant();
        ObjectNode first = OrdersSimulator.event(order, merchant);
        ObjectNode second = OrdersSimulator.event(order, merchant, "BRL", List.of(Map.entry(1, "5.00")));

        orders.publish(first);
        Map<String, Object> invoice = orders.invoice(order);
        orders.publish(second);
        UUID behind = orders.place(merchant);
        orders.invoice(behind);

        assertThat(orders.invoice(order)).isEqualTo(invoice).containsEntry("total", "399.80");
        assertThat(orders.numbers(merchant)).containsExactly(1L, 2L);
    }

    @Test
    void acceptsWhatANewerProducerAdds() {
        UUID order = UUID.randomUUID();
        ObjectNode event =
                OrdersSimulator.event(order, OrdersSimulator.newMerchant()).put("dataschema", "urn:newer");
        ((ObjectNode) event.get("data")).put("channel", "web");
        ((ObjectNode) event.at("/data/items/0")).put("weight", 1.5);

        orders.publish(event);

        assertThat(orders.invoice(order)).containsEntry("total", "399.80");
    }

    @Test
    void takesTextInAnyLanguageOver() {
        UUID order = UUID.randomUUID();
        ObjectNode event = OrdersSimulator.event(order, OrdersSimulator.newMerchant());
        String name = "Zoë \"O'Hara\" \\ 张伟 👩‍👩‍👧 '; drop table invoices; --";
        ((ObjectNode) event.at("/data/customer")).put("name", name);
        ((ObjectNode) event.at("/data/items/0")).put("description", name);

        orders.publish(event);

        Map<String, Object> invoice = orders.invoice(order);
        assertThat(OrdersSimulator.json((String) invoice.get("customer"))
                        .get("name")
                        .asText())
                .isEqualTo(name);
        assertThat(OrdersSimulator.json("{\"lines\":" + invoice.get("lines") + "}")
                        .at("/lines/0/description")
                        .asText())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "order", "{\"id\": ", "\u0000\u0001", "{} {}"})
    void deadLettersWhatIsNotJson(String body) {
        expectDeadLetter("malformed", "is not JSON", body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'type':'order.placed.v1' -> 'type':'order.placed.v2'",
                "'source':'/orders' -> 'source':'/elsewhere'",
                "'currency':'BRL', -> ''",
                "'total':'399.80' -> 'total':399.80",
                "'total':'399.80' -> 'total':null",
                "'quantity':2 -> 'quantity':0",
                "'quantity':2 -> 'quantity':1.5",
                "'quantity':2 -> 'quantity':18446744073709551617",
                "'quantity':2 -> 'quantity':18446744073709551617.0",
                "'merchant':' -> 'seller':'"
            })
    void deadLettersWhatBreaksTheContract(String change) {
        expectDeadLetter("contract", "", changed(change));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'total':'399.80' -> 'total':'399.81'",
                "'lineTotal':'399.80' -> 'lineTotal':'399.79'",
                "'quantity':2 -> 'quantity':3",
                "'quantity':2 -> 'quantity':1e2",
                "'unitPrice':'199.90' -> 'unitPrice':'0'"
            })
    void deadLettersAnOrderThatDoesNotAddUp(String change) {
        expectDeadLetter("business-rule", "not", changed(change));
    }

    @Test
    void takesTwoPointZeroForTwo() {
        ObjectNode event = OrdersSimulator.event(UUID.randomUUID(), OrdersSimulator.newMerchant());

        orders.publish(event, event.toString().replace("\"quantity\":2,", "\"quantity\":2.0,"));

        assertThat((String) orders.invoice(UUID.fromString(event.at("/data/id").asText()))
                        .get("lines"))
                .contains("\"quantity\":2,");
    }

    /** Parks the message, and goes on with the next of the same merchant. */
    private void expectDeadLetter(String reason, String error, String body) {
        String merchant = OrdersSimulator.newMerchant();
        ObjectNode event = OrdersSimulator.event(UUID.randomUUID(), merchant);
        orders.publish(event, body);
        UUID behind = orders.place(merchant);

        assertThat(orders.invoice(behind)).containsEntry("number_sequence", 1L);
        Map<String, Object> letter = orders.deadLetter(event.get("id").asText());
        assertThat(letter)
                .containsEntry("reason", reason)
                .containsEntry("failed_route", InvoiceIssuingRoute.ID)
                .containsEntry("content_type", "application/cloudevents+json")
                .containsEntry("trace_id", OrdersSimulator.traceId(event))
                .containsEntry("status", "waiting")
                .containsEntry("times", 1)
                .containsEntry("payload", body.getBytes(StandardCharsets.UTF_8));
        assertThat((String) letter.get("error")).isNotBlank().contains(error).doesNotContain("Exception", "caravana.");
    }

    /** An event in which one thing is another. */
    private static String changed(String change) {
        String[] fromTo = change.replace('\'', '"').split(" -> ");
        String right = OrdersSimulator.event(UUID.randomUUID(), "demo").toString();
        String to = fromTo[1].equals("\"\"") ? "" : fromTo[1];
        assertThat(right).contains(fromTo[0]);
        return right.replace(fromTo[0], to);
    }

    /** A message says what it is in words that do not change what arrives: the bytes decide. */
    @Test
    void deadLettersTheBytesThatCameWhateverTheMessageSaysItIs() {
        byte[] noText = {(byte) 0xff, 0, (byte) 0xc3, 0x28, '\r', '\n', (byte) 0x80};
        for (String contentType : List.of(
                "text/plain",
                "text/xml; charset=x",
                "application/x-java-serialized-object",
                "application/octet-stream",
                "?")) {
            MessageProperties properties =
                    OrdersSimulator.properties(UUID.randomUUID().toString());
            properties.setContentType(contentType);
            orders.publish(noText, properties);

            assertThat(orders.deadLetter(properties.getMessageId()))
                    .containsEntry("reason", "malformed")
                    .containsEntry("payload", noText)
                    .containsEntry("content_type", contentType);
        }
    }

    @Test
    void deadLettersAMessageOfAnEncodingThatNobodyKnows() {
        MessageProperties properties =
                OrdersSimulator.properties(UUID.randomUUID().toString());
        properties.setContentType("text/plain");
        properties.setContentEncoding("x-unheard-of");
        orders.publish(new byte[] {1, 2, 3}, properties);

        assertThat(orders.deadLetter(properties.getMessageId()))
                .containsEntry("reason", "malformed")
                .containsEntry("payload", new byte[] {1, 2, 3});
    }

    @Test
    void deadLettersAMessageThatAsksForAnAnswer() {
        MessageProperties properties =
                OrdersSimulator.properties(UUID.randomUUID().toString());
        properties.setReplyTo("somebody");
        properties.setCorrelationId("42");
        orders.publish("order".getBytes(StandardCharsets.UTF_8), properties);

        assertThat(orders.deadLetter(properties.getMessageId()))
                .containsEntry("reason", "malformed")
                .containsEntry("times", 1);
    }

    @Test
    void deadLettersAMessageThatHasNoProperties() {
        byte[] body = ("order " + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8);
        MessageProperties nothing = new MessageProperties();
        nothing.setContentType(null);
        orders.publish(body, nothing);

        List<Map<String, Object>> letters =
                OrdersSimulator.await().until(() -> orders.deadLettersByPayload(body), found -> !found.isEmpty());
        assertThat(letters).hasSize(1);
        assertThat(letters.get(0)).containsEntry("reason", "malformed").containsEntry("message_id", null);
    }

    @Test
    void issuesTheInvoiceOfAnEventThatAsksForAnAnswer() {
        UUID order = UUID.randomUUID();
        MessageProperties properties =
                OrdersSimulator.properties(UUID.randomUUID().toString());
        properties.setReplyTo("somebody");
        orders.publish(
                OrdersSimulator.event(order, OrdersSimulator.newMerchant())
                        .toString()
                        .getBytes(StandardCharsets.UTF_8),
                properties);

        assertThat(orders.invoice(order)).containsEntry("total", "399.80");
    }

    @Test
    void numbersManyOrdersOfSomeMerchantsWithoutGapOrDouble() {
        List<String> merchants =
                List.of(OrdersSimulator.newMerchant(), OrdersSimulator.newMerchant(), OrdersSimulator.newMerchant());
        int each = 40;
        List<UUID> placed = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            merchants.forEach(merchant -> placed.add(orders.place(merchant)));
        }

        OrdersSimulator.await().untilAsserted(() -> {
            for (String merchant : merchants) {
                assertThat(orders.numbers(merchant))
                        .isEqualTo(LongStream.rangeClosed(1, each).boxed().toList());
            }
        });
        assertThat(placed)
                .allSatisfy(order -> assertThat(orders.invoices(order)).hasSize(1));
    }

    @Test
    void goesOnIssuingWhileACounterIsLocked() {
        String merchant = OrdersSimulator.newMerchant();
        orders.invoice(orders.place(merchant));
        List<UUID> waiting = new ArrayList<>();
        orders.whileCounterIsLocked(merchant, () -> {
            for (int i = 0; i < 20; i++) {
                waiting.add(orders.place(merchant));
            }

            OrdersSimulator.await()
                    .untilAsserted(() -> assertThat(waiting)
                            .allSatisfy(
                                    order -> assertThat(orders.invoices(order)).hasSize(1)));
            assertThat(waiting)
                    .allSatisfy(
                            order -> assertThat(orders.invoices(order).get(0)).containsEntry("number_sequence", null));
        });

        waiting.forEach(orders::invoice);
        assertThat(orders.numbers(merchant))
                .isEqualTo(LongStream.rangeClosed(1, 21).boxed().toList());
    }

    @Test
    void datesAnInvoiceWithTheMomentOfItsNumber() {
        Instant before = Instant.now().minusMillis(1);

        Map<String, Object> invoice = orders.invoice(orders.place(OrdersSimulator.newMerchant()));

        Instant issuedAt = ((Timestamp) invoice.get("issued_at")).toInstant();
        assertThat(issuedAt).isBetween(before, Instant.now().plusMillis(1));
        assertThat(issuedAt.getNano() % 1_000_000)
                .as("milliseconds, as every time in the API")
                .isZero();
    }
}
