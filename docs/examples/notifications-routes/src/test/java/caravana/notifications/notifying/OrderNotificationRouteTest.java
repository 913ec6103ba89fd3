package caravana.notifications.notifying;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.apache.camel.builder.Builder.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.notifications.NotificationsProperties;
import caravana.notifications.RecordedSpans;
import caravana.notifications.TestServers;
import caravana.starter.messaging.DeadLetterRoute;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.opentelemetry.api.trace.SpanKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.component.springrabbit.SpringRabbitMQConstants;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole service in this JVM, with a real PostgreSQL and a broker. */
@CamelSpringBootTest
@SpringBootTest(
        properties = "spring.config.name=notifications",
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class OrderNotificationRouteTest {

    private static final int AT_MOST_SECONDS = 40;

    @Autowired
    private CamelContext camel;

    @Autowired
    private RabbitTemplate broker;

    @Autowired
    private JdbcTemplate database;

    @Autowired
    private NotificationsProperties names;

    @DynamicPropertySource
    static void servers(DynamicPropertyRegistry properties) {
        TestServers.register(properties);
    }

    @Test
    void storesOneNotificationForAPlacedOrder() throws Exception {
        ObjectNode event = OrderPlacedExample.newEvent();

        publish(event);

        await().atMost(AT_MOST_SECONDS, SECONDS).until(() -> !rows(event).isEmpty());
        assertThat(rows(event))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("merchant", "demo")
                        .containsEntry("message", "Order " + orderId(event) + " was placed: 399.80 BRL.")
                        .containsEntry("trace_id", traceId(event)));
    }

    @Test
    void storesOneNotificationForAnEventThatIsDeliveredTwice() throws Exception {
        ObjectNode event = OrderPlacedExample.newEvent();
        NotifyBuilder both = new NotifyBuilder(camel)
                .fromRoute(OrderNotificationRoute.ID)
                .filter(header(SpringRabbitMQConstants.MESSAGE_ID)
                        .isEqualTo(event.get("id").asText()))
                .whenDone(2)
                .create();

        publish(event);
        publish(event);

        assertThat(both.matches(AT_MOST_SECONDS, SECONDS)).isTrue();
        assertThat(rows(event)).hasSize(1);
        assertThat(broker.receive(names.orderPlacedDeadQueue())).isNull();
    }

    @Test
    void keepsAnInvalidEventInTheDeadLetterQueue() throws Exception {
        ObjectNode event = OrderPlacedExample.newEvent();
        event.withObject("/data").remove("merchant");

        publish(event);

        Message letter = broker.receive(names.orderPlacedDeadQueue(), SECONDS.toMillis(AT_MOST_SECONDS));
        assertThat(letter).isNotNull();
        assertThat(letter.getBody()).isEqualTo(bytes(event));
        assertThat(letter.getMessageProperties().getHeaders())
                .containsEntry(DeadLetterRoute.REASON, "contract")
                .containsEntry(DeadLetterRoute.ROUTE, OrderNotificationRoute.ID)
                .hasEntrySatisfying(
                        DeadLetterRoute.MESSAGE,
                        text -> assertThat(text.toString()).contains("merchant"));
        assertThat(rows(event)).isEmpty();
    }

    @Test
    void storesTheNotificationAfterTheDatabaseHasFailedOnce() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        AdviceWith.adviceWith(
                camel,
                OrderNotificationRoute.ID,
                route -> route.weaveByToUri("sql:*").before().process(attempt -> {
                    if (attempts.incrementAndGet() == 1) {
                        throw new QueryTimeoutException("the first attempt fails");
                    }
                }));
        ObjectNode event = OrderPlacedExample.newEvent();

        publish(event);

        await().atMost(AT_MOST_SECONDS, SECONDS).until(() -> !rows(event).isEmpty());
        assertThat(rows(event)).hasSize(1);
        assertThat(attempts).hasValue(2);
        assertThat(broker.receive(names.orderPlacedDeadQueue())).isNull();
    }

    @Test
    void continuesTheTraceOfTheOrder() throws Exception {
        ObjectNode event = OrderPlacedExample.newEvent();

        publish(event);

        await().atMost(AT_MOST_SECONDS, SECONDS)
                .untilAsserted(() -> assertThat(RecordedSpans.ofTrace(traceId(event)))
                        .anySatisfy(process -> {
                            assertThat(process.getKind()).isEqualTo(SpanKind.CONSUMER);
                            assertThat(process.getParentSpanId())
                                    .isEqualTo(event.get("traceparent").asText().substring(36, 52));
                            assertThat(process.getAttributes().asMap().toString())
                                    .contains("caravana.order.id=" + orderId(event));
                        })
                        .anySatisfy(sql -> {
                            assertThat(sql.getKind()).isEqualTo(SpanKind.CLIENT);
                            assertThat(sql.getName()).isEqualTo("store-notification");
                        }));
    }

    /** As Orders publishes it: the trace is in an AMQP header. */
    private void publish(ObjectNode event) {
        Message message = MessageBuilder.withBody(bytes(event))
                .setMessageId(event.get("id").asText())
                .setContentType("application/cloudevents+json")
                .setHeader("traceparent", event.get("traceparent").asText())
                .build();
        broker.send(names.exchange(), names.orderPlacedKey(), message);
    }

    private List<Map<String, Object>> rows(ObjectNode event) {
        return database.queryForList("select * from notifications where order_id = ?", orderId(event));
    }

    private static UUID orderId(ObjectNode event) {
        return UUID.fromString(event.at("/data/id").asText());
    }

    private static String traceId(ObjectNode event) {
        return event.get("traceparent").asText().substring(3, 35);
    }

    private static byte[] bytes(ObjectNode event) {
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }
}
