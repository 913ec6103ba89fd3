package caravana.orders.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.fixture.Faults;
import caravana.fixture.OrdersTest;
import caravana.fixture.RecordedSpans;
import caravana.orders.OrdersClient;
import caravana.orders.OrdersProperties;
import caravana.orders.Outbox;
import caravana.starter.messaging.DeadLetterRoute;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.SpanKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.springrabbit.SpringRabbitMQConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.amqp.AmqpConnectException;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.JdbcTemplate;

/** An issued invoice completes its order; what can never complete one is parked and blocks nothing. */
@OrdersTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderCompletionRouteTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final OrdersClient client;
    private final Outbox outbox;
    private final RabbitTemplate broker;
    private final OrdersProperties.Messaging names;
    private final Faults database;
    private final Faults parking;
    private final CamelContext camel;
    private final Timer delay;

    OrderCompletionRouteTest(
            @LocalServerPort int port,
            @Autowired CamelContext camel,
            @Autowired JdbcTemplate jdbc,
            @Autowired ConnectionFactory broker,
            @Autowired MeterRegistry metrics,
            @Autowired OrdersProperties properties) {
        this.client = new OrdersClient(port);
        this.camel = camel;
        this.outbox = new Outbox(camel, jdbc);
        this.broker = new RabbitTemplate(broker);
        this.names = properties.messaging();
        this.delay = metrics.get("caravana.order.to.invoice.duration").timer();
        this.database = Faults.of(camel, OrderCompletionRoute.ID, "sql:.*complete-order.sql.*");
        this.parking =
                Faults.of(camel, DeadLetterRoute.ID, "spring-rabbitmq:.*" + names.invoiceIssuedDeadQueue() + ".*");
    }

    @BeforeEach
    void keepTheOutboxStill() {
        outbox.stopRelay();
    }

    @AfterAll
    void letTheOutboxGo() {
        outbox.clear();
        outbox.startRelay();
    }

    @AfterEach
    void leaveNothingBehind() {
        database.heal();
        parking.heal();
        assertThat(parked()).as("parked, and not expected by the test").isNull();
    }

    @Test
    void showsTheInvoiceOnItsOrder() {
        JsonNode order = client.placed("demo");
        ObjectNode event = event(order);
        send(event.toString());
        awaitInvoice(order, event);

        JsonNode invoiced = find(order);
        ObjectNode expected = order.deepCopy();
        expected.put("status", "invoiced");
        expected.putObject("invoice")
                .put("id", event.at("/data/invoiceId").textValue())
                .put("number", event.at("/data/number").textValue());
        assertThat(invoiced).isEqualTo(expected);
        assertThat(client.get("demo", "/orders?limit=1").json().at("/items/0")).isEqualTo(expected);
    }

    @Test
    void changesNothingWhereTheEventComesAgain() {
        JsonNode order = client.placed("demo");
        ObjectNode event = event(order);
        send(event.toString());
        awaitInvoice(order, event);
        JsonNode invoiced = find(order);

        database.heal();
        send(event.toString());
        await().atMost(SOON).until(() -> database.calls() == 1);
        proveThatNothingIsBlocked();
        assertThat(find(order)).isEqualTo(invoiced);
    }

    @Test
    void measuresHowLongAnOrderWaitedOnce() {
        JsonNode order = client.placed("demo");
        ObjectNode event = event(order);
        long before = delay.count();
        sendInItsTrace(event);
        sendInItsTrace(event);
        // A span ends after everything that its message has caused.
        await().atMost(SOON)
                .until(() -> RecordedSpans.ofTrace(order.path("traceId").textValue()).stream()
                                .filter(span -> span.kind() == SpanKind.CONSUMER)
                                .count()
                        == 2);
        assertThat(delay.count()).isEqualTo(before + 1);
    }

    @Test
    void acceptsWhatANewerProducerAdds() {
        JsonNode order = client.placed("demo");
        ObjectNode event = event(order);
        event.put("dataschema", "urn:newer");
        ((ObjectNode) event.path("data")).putObject("dueOn").put("days", 30);
        send(event.toString());
        awaitInvoice(order, event);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not JSON", "", "{", "null", "[]", "{}", "\"order\"", "{\"id\": \"\\ud800\"}"})
    void deadLettersWhatIsNoEvent(String message) {
        send(message);
        assertDeadLetter(message, "malformed: ", "contract: ");
        proveThatNothingIsBlocked();
    }

    @Test
    void deadLettersBytesThatAreNotUtf8AsTheyCame() {
        byte[] bytes = {'{', '"', (byte) 0xC3, '"', ':', 0, (byte) 0xFF, '}'};
        broker.send(
                names.exchange(),
                names.invoiceIssuedKey(),
                MessageBuilder.withBody(bytes).build());
        assertThat(awaitDeadLetter().getBody()).isEqualTo(bytes);
        proveThatNothingIsBlocked();
    }

    @Test
    void deadLettersAnEventThatBreaksTheSchema() {
        JsonNode order = client.placed("demo");
        deadLettersABreach(order, event -> ((ObjectNode) event.path("data")).remove("number"), "number");
        deadLettersABreach(order, event -> ((ObjectNode) event.path("data")).put("orderId", "42"), "orderId");
        deadLettersABreach(order, event -> ((ObjectNode) event.path("data")).put("number", 7), "number");
        deadLettersABreach(order, event -> ((ObjectNode) event.path("data")).put("total", "1e3"), "total");
        deadLettersABreach(order, event -> event.put("type", "invoice.issued.v2"), "type");
        deadLettersABreach(order, event -> event.remove("data"), "data");
        assertThat(find(order).path("status").textValue()).isEqualTo("placed");
        proveThatNothingIsBlocked();
    }

    @Test
    void deadLettersTheInvoiceOfAnUnknownOrder() {
        ObjectNode event = event(client.placed("demo"));
        ((ObjectNode) event.path("data")).put("orderId", UUID.randomUUID().toString());
        send(event.toString());
        assertDeadLetter(event.toString(), "business-rule: no order of this merchant");
        proveThatNothingIsBlocked();
    }

    @Test
    void deadLettersTheInvoiceOfAnotherMerchantsOrder() {
        JsonNode order = client.placed("demo");
        ObjectNode event = event(order);
        ((ObjectNode) event.path("data")).put("merchant", "somebody-else");
        send(event.toString());
        assertDeadLetter(event.toString(), "business-rule: no order of this merchant");
        assertThat(find(order)).isEqualTo(order);
    }

    @Test
    void deadLettersASecondInvoiceOfAnOrderThatHasOne() {
        JsonNode order = client.placed("demo");
        ObjectNode first = event(order);
        send(first.toString());
        awaitInvoice(order, first);
        JsonNode invoiced = find(order);

        ObjectNode second = event(order);
        send(second.toString());
        assertDeadLetter(second.toString(), "waits for this invoice");
        assertThat(find(order)).isEqualTo(invoiced);
    }

    @Test
    void waitsWhileTheDatabaseIsAwayAndParksNothing() {
        JsonNode order = client.placed("demo");
        ObjectNode event = event(order);
        database.fail(3, () -> new CannotGetJdbcConnectionException("the database is away"));
        send(event.toString());
        awaitInvoice(order, event);
        assertThat(database.calls()).isEqualTo(4);
    }

    @Test
    void deadLettersAMessageThatFailsUnexpectedlyAgainAndAgain() {
        JsonNode order = client.placed("demo");
        ObjectNode event = event(order);
        database.fail(Integer.MAX_VALUE, () -> new IllegalStateException("a bug"));
        send(event.toString());
        assertDeadLetter(event.toString(), "a bug");
        assertThat(database.calls()).isEqualTo(4);
        assertThat(find(order)).isEqualTo(order);

        database.heal();
        proveThatNothingIsBlocked();
    }

    @Test
    void completesAnOrderAfterAnUnexpectedFailureThatDoesNotComeAgain() {
        JsonNode order = client.placed("demo");
        ObjectNode event = event(order);
        database.fail(2, () -> new IllegalStateException("a bug"));
        send(event.toString());
        awaitInvoice(order, event);
    }

    @Test
    void losesNothingWhereDeadLetteringFails() {
        parking.fail(2, () -> new AmqpConnectException(new IOException("Connection refused")));
        send("hopeless");
        assertDeadLetter("hopeless", "not JSON");
        assertThat(parking.calls()).isEqualTo(3);
        proveThatNothingIsBlocked();
    }

    @Test
    void losesNothingWhereTheDeadLetterQueueDoesNotTakeTheMessage() {
        parking.before(message -> {
            if (parking.calls() == 1) {
                message.getMessage().setHeader(SpringRabbitMQConstants.ROUTING_OVERRIDE_KEY, "nobody.listens");
            }
        });
        send("hopeless");
        assertDeadLetter("hopeless", "not JSON");
        assertThat(parking.calls()).isEqualTo(2);
        proveThatNothingIsBlocked();
    }

    /** A service that stops cuts the retries of what waits short, and hands it to the dead letter channel. */
    @Test
    void givesBackWhatOnlyWaits() {
        Exchange cutShort = camel.createFluentProducerTemplate()
                .to("direct:" + DeadLetterRoute.ID)
                .withProcessor(waiting -> {
                    waiting.getMessage().setBody("good".getBytes(StandardCharsets.UTF_8));
                    waiting.setProperty(
                            Exchange.EXCEPTION_CAUGHT, new SQLTransientConnectionException("the database is away"));
                })
                .send();
        assertThat(cutShort.getException()).isInstanceOf(AmqpException.class).hasMessageContaining("requeued");
        assertThat(parked()).isNull();
    }

    private void deadLettersABreach(JsonNode order, Consumer<ObjectNode> mistake, String named) {
        ObjectNode event = event(order);
        mistake.accept(event);
        send(event.toString());
        assertThat(assertDeadLetter(event.toString(), "contract: ")).contains(named);
    }

    private String assertDeadLetter(String body, String... anyReason) {
        Message message = awaitDeadLetter();
        assertThat(new String(message.getBody(), StandardCharsets.UTF_8)).isEqualTo(body);
        String reason = message.getMessageProperties().getHeader(DeadLetterRoute.REASON) + ": "
                + message.getMessageProperties().getHeader(DeadLetterRoute.MESSAGE);
        assertThat(reason).containsAnyOf(anyReason);
        return reason;
    }

    private Message awaitDeadLetter() {
        return await().atMost(SOON).until(this::parked, message -> message != null);
    }

    private Message parked() {
        return broker.receive(names.invoiceIssuedDeadQueue());
    }

    /** The next good message goes through, and nothing else was parked by then. */
    private void proveThatNothingIsBlocked() {
        JsonNode order = client.placed("demo");
        ObjectNode event = event(order);
        send(event.toString());
        awaitInvoice(order, event);
    }

    private void awaitInvoice(JsonNode order, JsonNode event) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(find(order).at("/invoice/id")).isEqualTo(event.at("/data/invoiceId")));
    }

    private JsonNode find(JsonNode order) {
        return client.get("demo", "/orders/" + order.path("id").textValue()).json();
    }

    private void send(String message) {
        send(message, Map.of());
    }

    private void sendInItsTrace(ObjectNode event) {
        send(event.toString(), Map.of("traceparent", event.path("traceparent").textValue()));
    }

    private void send(String message, Map<String, Object> headers) {
        broker.send(
                names.exchange(),
                names.invoiceIssuedKey(),
                MessageBuilder.withBody(message.getBytes(StandardCharsets.UTF_8))
                        .setContentType("application/cloudevents+json")
                        .copyHeaders(headers)
                        .build());
    }

    /** The event of a new invoice for an order. */
    private static ObjectNode event(JsonNode order) {
        String invoice = UUID.randomUUID().toString();
        ObjectNode event = JSON.createObjectNode()
                .put("specversion", "1.0")
                .put("id", UUID.randomUUID().toString())
                .put("source", "/invoices")
                .put("type", "invoice.issued.v1")
                .put("subject", invoice)
                .put("time", "2026-11-22T15:00:00.123Z")
                .put("datacontenttype", "application/json")
                .put("traceparent", "00-" + order.path("traceId").textValue() + "-00f067aa0ba902b7-01");
        event.putObject("data")
                .put("invoiceId", invoice)
                .put("number", "2026-000001")
                .put("orderId", order.path("id").textValue())
                .put("merchant", order.path("merchant").textValue())
                .put("total", order.path("total").textValue())
                .put("currency", order.path("currency").textValue())
                .put("issuedAt", "2026-11-22T15:00:00.123Z");
        return event;
    }
}
