package caravana.invoices.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.Infrastructure;
import caravana.fixture.InvoicesTest;
import caravana.invoices.InvoicesProperties;
import caravana.invoices.OperatorClient;
import caravana.invoices.OrdersSimulator;
import caravana.starter.messaging.DeadLetterRoute;
import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

@InvoicesTest
class DeadLetterStoreRouteTest {

    private static final byte[] PAYLOAD = "{\"any\": \"thing\"}".getBytes(StandardCharsets.UTF_8);

    @Autowired
    private ApplicationContext invoices;

    @Autowired
    private InvoicesProperties properties;

    @Autowired
    private AmqpAdmin admin;

    @Autowired
    private RabbitTemplate broker;

    @LocalServerPort
    private int port;

    private OrdersSimulator orders;

    @BeforeEach
    void setUp() {
        orders = new OrdersSimulator(invoices);
    }

    private static MessageProperties parked(String reason, String error) {
        MessageProperties properties =
                OrdersSimulator.properties(UUID.randomUUID().toString());
        properties.setHeader(DeadLetterRoute.REASON, reason);
        properties.setHeader(DeadLetterRoute.MESSAGE, error);
        properties.setHeader(DeadLetterRoute.ROUTE, "invoice-issuing");
        return properties;
    }

    @Test
    void storesADeadLetterWithItsReason() {
        MessageProperties message = parked("contract", "/data: required property 'total' not found");
        message.setHeader("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

        orders.bury(PAYLOAD, message);

        assertThat(orders.deadLetter(message.getMessageId()))
                .containsEntry("reason", "contract")
                .containsEntry("error", "/data: required property 'total' not found")
                .containsEntry("failed_route", "invoice-issuing")
                .containsEntry("content_type", "application/cloudevents+json")
                .containsEntry("payload", PAYLOAD)
                .containsEntry("times", 1)
                .containsEntry("status", "waiting")
                .hasEntrySatisfying(
                        "trace_id", trace -> assertThat((String) trace).hasSize(32))
                .hasEntrySatisfying(
                        "traceparent", trace -> assertThat((String) trace).endsWith("-00f067aa0ba902b7-01"));
    }

    @Test
    void countsAMessageThatIsParkedAgain() {
        MessageProperties message = parked("contract", "first");
        orders.bury(PAYLOAD, message);
        Object id = orders.deadLetter(message.getMessageId()).get("id");
        message.setHeader(DeadLetterRoute.MESSAGE, "second");
        orders.bury(PAYLOAD, message);

        OrdersSimulator.await()
                .untilAsserted(() -> assertThat(orders.deadLetter(message.getMessageId()))
                        .containsEntry("id", id)
                        .containsEntry("times", 2)
                        .containsEntry("error", "second"));
    }

    @Test
    void storesWhatTheBrokerGaveUpOn() {
        MessageProperties message = OrdersSimulator.properties(UUID.randomUUID().toString());
        Map<String, Object> death = new HashMap<>();
        death.put("reason", "delivery_limit");
        death.put("queue", properties.messaging().orderPlacedQueue());
        death.put("count", 1L);
        message.setHeader("x-death", List.of(death));

        orders.bury(PAYLOAD, message);

        assertThat(orders.deadLetter(message.getMessageId()))
                .containsEntry("reason", "delivery-limit")
                .containsEntry("failed_route", null)
                .hasEntrySatisfying(
                        "error",
                        error -> assertThat((String) error)
                                .contains(
                                        "delivery_limit", properties.messaging().orderPlacedQueue()));
    }

    @Test
    void keepsThePayloadByteForByte() {
        byte[] payload = new byte[256 * 300];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) i;
        }
        for (String contentType : List.of("application/octet-stream", "text/plain")) {
            MessageProperties message = parked("malformed", "is not JSON");
            message.setContentType(contentType);
            orders.bury(payload, message);

            assertThat(orders.deadLetter(message.getMessageId())).containsEntry("payload", payload);
        }
    }

    @Test
    void storesAnEmptyMessageWithoutAnyProperty() {
        MessageProperties nothing = new MessageProperties();
        nothing.setContentType(null);
        orders.bury(new byte[0], nothing);

        List<Map<String, Object>> letters = OrdersSimulator.await()
                .until(() -> orders.deadLettersByPayload(new byte[0]), found -> !found.isEmpty());
        assertThat(letters)
                .singleElement()
                .satisfies(letter -> assertThat(letter)
                        .containsEntry("message_id", null)
                        .containsEntry("trace_id", null)
                        .containsEntry("failed_route", null)
                        .containsEntry("reason", "delivery-limit"));
    }

    @Test
    void storesHeadersThatPostgresqlCannot() {
        MessageProperties message = parked("contract\0", "an \0 error");
        String id = message.getMessageId();
        message.setMessageId(id + "\0");
        message.setContentType("text/\0");
        message.setHeader("traceparent", "no trace \0");

        orders.bury(PAYLOAD, message);

        assertThat(orders.deadLetter(id))
                .containsEntry("reason", "contract")
                .containsEntry("error", "an  error")
                .containsEntry("content_type", "text/")
                .containsEntry("trace_id", null);
    }

    @Test
    void cutsAHugeError() {
        MessageProperties properties =
                OrdersSimulator.properties(UUID.randomUUID().toString());
        String merchant = "m".repeat(50_000);
        String body = OrdersSimulator.event(UUID.randomUUID(), "demo")
                .toString()
                .replace("\"status\":\"placed\"", "\"status\":\"" + merchant + "\"")
                .replace("\"currency\":\"BRL\"", "\"currency\":\"" + merchant + "\"");
        orders.publish(body.getBytes(StandardCharsets.UTF_8), properties);

        Map<String, Object> letter = orders.deadLetter(properties.getMessageId());
        assertThat(letter).containsEntry("reason", "contract");
        assertThat((String) letter.get("error")).hasSizeLessThanOrEqualTo(2_001);
    }

    static boolean brokerIsRabbitMq() {
        return "RabbitMQ".equals(Infrastructure.broker().kind());
    }

    /** On RabbitMQ only: the embedded broker knows neither quorum queues nor delivery limits. */
    @Test
    @EnabledIf("brokerIsRabbitMq")
    void storesAMessageThatReachedTheBrokersDeliveryLimitSoThatItCanBeReplayed() {
        InvoicesProperties.Messaging names = properties.messaging();
        String queue = names.orderPlacedQueue() + ".poisoned";
        admin.declareQueue(QueueBuilder.durable(queue)
                .quorum()
                .deliveryLimit(2)
                .deadLetterExchange("")
                .deadLetterRoutingKey(names.orderPlacedDeadQueue())
                .overflow(QueueBuilder.Overflow.rejectPublish)
                .withArgument("x-dead-letter-strategy", "at-least-once")
                .build());
        UUID order = UUID.randomUUID();
        byte[] payload = OrdersSimulator.event(order, "demo").toString().getBytes(StandardCharsets.UTF_8);
        MessageProperties poison = OrdersSimulator.properties(UUID.randomUUID().toString());
        broker.send("", queue, new Message(payload, poison));

        OrdersSimulator.await().until(() -> {
            broker.execute(channel -> {
                GetResponse got = channel.basicGet(queue, false);
                if (got != null) {
                    channel.basicReject(got.getEnvelope().getDeliveryTag(), true);
                }
                return null;
            });
            return !orders.deadLetters(poison.getMessageId()).isEmpty();
        });

        assertThat(orders.deadLetter(poison.getMessageId()))
                .containsEntry("reason", "delivery-limit")
                .containsEntry("payload", payload)
                .hasEntrySatisfying("error", error -> assertThat((String) error).contains("delivery_limit", queue));
        admin.deleteQueue(queue);

        OperatorClient client = new OperatorClient(port);
        JsonNode listed =
                client.get("/dead-letters?reason=delivery-limit&limit=1").ok().at("/items/0");
        assertThat(listed.get("messageId").asText()).isEqualTo(poison.getMessageId());
        assertThat(client.replay(listed.get("id").asText()).get("status").asText())
                .isEqualTo("replayed");
        orders.invoice(order);
    }
}
