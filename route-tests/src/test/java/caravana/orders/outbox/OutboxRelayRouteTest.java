package caravana.orders.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.fixture.Faults;
import caravana.fixture.OrdersTest;
import caravana.fixture.RecordedSpans;
import caravana.fixture.Span;
import caravana.orders.OrdersClient;
import caravana.orders.OrdersProperties;
import caravana.orders.Outbox;
import caravana.orders.TestQueue;
import caravana.starter.telemetry.TraceParent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.opentelemetry.api.trace.SpanKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.springrabbit.SpringRabbitMQConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.AmqpConnectException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An event that was stored with its order reaches the broker, whatever fails on the way; its row goes only then. */
@OrdersTest
class OutboxRelayRouteTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final OrdersClient client;
    private final CamelContext camel;
    private final JdbcTemplate jdbc;
    private final Outbox outbox;
    private final ConnectionFactory broker;
    private final OrdersProperties properties;
    private final Faults publishing;
    private final Faults settling;

    @Autowired
    private PlatformTransactionManager transactions;

    OutboxRelayRouteTest(
            @LocalServerPort int port,
            @Autowired CamelContext camel,
            @Autowired JdbcTemplate jdbc,
            @Autowired ConnectionFactory broker,
            @Autowired OrdersProperties properties) {
        this.client = new OrdersClient(port);
        this.camel = camel;
        this.jdbc = jdbc;
        this.outbox = new Outbox(camel, jdbc);
        this.broker = broker;
        this.properties = properties;
        this.publishing = Faults.of(
                camel,
                "outbox-publishing",
                "spring-rabbitmq:.*" + properties.messaging().orderPlacedKey() + ".*");
        this.settling = Faults.of(camel, "outbox-relay", "sql:.*delete-published-events.sql.*");
    }

    @BeforeEach
    void emptyTheOutboxAndKeepItStill() {
        outbox.stopRelay();
        outbox.clear();
    }

    @AfterEach
    void letTheRelayRun() {
        publishing.heal();
        settling.heal();
        outbox.clear();
        outbox.startRelay();
    }

    @Test
    void announcesAnOrderAsAnEventOfTheContract() throws IOException {
        try (TestQueue queue = queue()) {
            JsonNode order = client.placed("demo");
            String id = id(order);
            UUID eventId = outbox.eventId(UUID.fromString(id));
            outbox.startRelay();
            await().atMost(SOON).until(() -> queue.about(id).size() == 1);

            Message message = queue.about(id).get(0);
            JsonNode event = TestQueue.json(message);
            assertThat(schema().validate(event)).isEmpty();
            assertThat(event.path("id").textValue()).isEqualTo(eventId.toString());
            assertThat(event.path("time")).isEqualTo(order.path("placedAt"));
            ObjectNode expected = order.deepCopy();
            expected.remove(List.of("invoice", "traceId"));
            assertThat(event.path("data")).isEqualTo(expected);

            MessageProperties sent = message.getMessageProperties();
            assertThat(sent.getReceivedRoutingKey()).isEqualTo("order.placed.v1");
            assertThat(sent.getMessageId()).isEqualTo(eventId.toString());
            assertThat(sent.getContentType()).isEqualTo("application/cloudevents+json");
            assertThat(sent.getReceivedDeliveryMode()).isEqualTo(MessageDeliveryMode.PERSISTENT);
            String traceparent = sent.getHeader("traceparent").toString();
            assertThat(TraceParent.isValid(traceparent)).isTrue();
            assertThat(TraceParent.traceId(traceparent))
                    .isEqualTo(order.path("traceId").textValue());
            assertThat(sent.getHeaders().keySet())
                    .noneMatch(name -> name.startsWith("Camel") || name.equals("merchant"));
            await().atMost(SOON).until(() -> outbox.size() == 0);
        }
    }

    @Test
    void continuesTheTraceOfTheRequest() {
        try (TestQueue queue = queue()) {
            JsonNode order = client.placed("demo");
            outbox.startRelay();
            await().atMost(SOON).until(() -> queue.about(id(order)).size() == 1);
            String traceId = order.path("traceId").textValue();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(RecordedSpans.ofTrace(traceId))
                            .extracting(Span::kind)
                            .contains(SpanKind.SERVER, SpanKind.PRODUCER));

            Span request = only(traceId, SpanKind.SERVER);
            Span publish = only(traceId, SpanKind.PRODUCER);
            assertThat(publish.parentId()).isEqualTo(request.id());
            Message message = queue.about(id(order)).get(0);
            assertThat(message.getMessageProperties().getHeader("traceparent").toString())
                    .isEqualTo("00-" + traceId + "-" + publish.id() + "-01");
            assertThat(TestQueue.json(message).path("traceparent").textValue())
                    .isEqualTo("00-" + traceId + "-" + request.id() + "-01");
        }
    }

    @Test
    void keepsAnEventThatNoQueueTakesAndSendsItOnceAQueueDoes() {
        String id = id(client.placed("demo"));
        UUID eventId = outbox.eventId(UUID.fromString(id));
        outbox.startRelay();
        await().atMost(SOON).until(() -> outbox.attempts(UUID.fromString(id)).get(0) >= 2);
        assertThat(outbox.size()).isEqualTo(1);

        try (TestQueue queue = queue()) {
            await().atMost(SOON).until(() -> queue.about(id).size() == 1);
            assertThat(queue.about(id).get(0).getMessageProperties().getMessageId())
                    .isEqualTo(eventId.toString());
            await().atMost(SOON).until(() -> outbox.size() == 0);
        }
    }

    @Test
    void doesNotRepeatTheOthersBecauseOfOneThatWasRefused() {
        try (TestQueue queue = queue()) {
            List<String> placed = place(5);
            UUID refused = UUID.fromString(placed.get(2));
            String refusedEvent = outbox.eventId(refused).toString();
            publishing.before(event -> {
                if (refusedEvent.equals(event.getMessage().getHeader(SpringRabbitMQConstants.MESSAGE_ID))) {
                    event.getMessage().setHeader(SpringRabbitMQConstants.ROUTING_OVERRIDE_KEY, "nobody.listens");
                }
            });
            outbox.startRelay();
            await().atMost(SOON).until(() -> outbox.attempts(refused).get(0) >= 2);
            assertThat(outbox.size()).isEqualTo(1);
            List<String> others =
                    placed.stream().filter(id -> !id.equals(refused.toString())).toList();
            assertThat(queue.subjects()).containsExactlyElementsOf(others);

            publishing.heal();
            await().atMost(SOON).until(() -> outbox.size() == 0);
            assertThat(queue.subjects()).containsExactlyInAnyOrderElementsOf(placed);
        }
    }

    @Test
    void sendsOnceTheBrokerIsBack() {
        try (TestQueue queue = queue()) {
            publishing.fail(2, () -> new AmqpConnectException(new IOException("Connection refused")));
            List<String> placed = place(3);
            outbox.startRelay();
            await().atMost(SOON).until(() -> outbox.size() == 0);
            assertThat(publishing.calls()).isGreaterThan(2);
            assertThat(queue.subjects()).containsExactlyInAnyOrderElementsOf(placed);
        }
    }

    @Test
    void losesNothingWherePublishingFailsForGood() {
        try (TestQueue queue = queue()) {
            publishing.fail(Integer.MAX_VALUE, () -> new IllegalStateException("a bug"));
            String id = id(client.placed("demo"));
            outbox.startRelay();
            await().atMost(SOON).until(() -> publishing.calls() >= 3);
            assertThat(outbox.size()).isEqualTo(1);
            assertThat(queue.subjects()).isEmpty();

            publishing.heal();
            await().atMost(SOON).until(() -> queue.about(id).size() == 1);
            await().atMost(SOON).until(() -> outbox.size() == 0);
        }
    }

    @Test
    void goesOnAfterTheDatabaseWasAwayWithoutSendingAgain() {
        try (TestQueue queue = queue()) {
            settling.fail(2, () -> new QueryTimeoutException("the database does not answer"));
            List<String> placed = place(3);
            outbox.startRelay();
            await().atMost(SOON).until(() -> outbox.size() == 0);
            assertThat(settling.calls()).isEqualTo(3);
            assertThat(queue.subjects()).containsExactlyInAnyOrderElementsOf(placed);
        }
    }

    @Test
    void keepsTheRowUntilTheConfirmIsSettled() {
        try (TestQueue queue = queue()) {
            settling.fail(Integer.MAX_VALUE, () -> new QueryTimeoutException("the database does not answer"));
            String id = id(client.placed("demo"));
            outbox.startRelay();
            await().atMost(SOON).until(() -> settling.calls() >= 2);
            assertThat(queue.about(id)).hasSize(1);
            assertThat(outbox.size()).isEqualTo(1);

            settling.heal();
            await().atMost(SOON).until(() -> outbox.size() == 0);
            assertThat(queue.about(id)).hasSize(1);
        }
    }

    @Test
    void sendsTheSameEventAgainAfterACrashBeforeItWasSettled() {
        try (TestQueue queue = queue()) {
            String id = id(client.placed("demo"));
            // An instance that claims, publishes, and is gone before it can settle.
            camel.createFluentProducerTemplate()
                    .to("direct:" + "outbox-publishing")
                    .withBody(claim(10).stream().map(OrderPlaced::ofRow).toList())
                    .send();
            assertThat(queue.about(id)).hasSize(1);
            assertThat(outbox.size()).isEqualTo(1);

            outbox.makeAllDue();
            outbox.startRelay();
            await().atMost(SOON).until(() -> outbox.size() == 0);
            assertThat(queue.about(id)).hasSize(2);
            Message first = queue.about(id).get(0);
            Message second = queue.about(id).get(1);
            assertThat(second.getBody()).isEqualTo(first.getBody());
            assertThat(second.getMessageProperties().getMessageId())
                    .isEqualTo(first.getMessageProperties().getMessageId())
                    .isEqualTo(TestQueue.json(first).path("id").textValue());
        }
    }

    @Test
    void leavesWhatAnotherInstanceHasClaimedUntilItsLeaseEnds() {
        try (TestQueue queue = queue()) {
            List<String> placed = place(5);
            List<String> claimedByAnother =
                    claim(2).stream().map(row -> row.get("id").toString()).toList();
            assertThat(claimedByAnother).hasSize(2);
            outbox.startRelay();
            await().atMost(SOON).until(() -> outbox.size() == 2);
            assertThat(queue.subjects()).hasSize(3).doesNotContainAnyElementsOf(claimedByAnother);

            outbox.makeAllDue();
            await().atMost(SOON).until(() -> outbox.size() == 0);
            assertThat(queue.subjects()).containsExactlyInAnyOrderElementsOf(placed);
        }
    }

    @Test
    void doesNotWaitForRowsThatAnotherInstanceIsClaiming() {
        try (TestQueue queue = queue()) {
            List<String> placed = place(4);
            new TransactionTemplate(transactions).executeWithoutResult(open -> {
                assertThat(claim(1)).hasSize(1);
                outbox.startRelay();
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(queue.subjects()).hasSize(3));
                open.setRollbackOnly();
            });
            await().atMost(SOON).until(() -> outbox.size() == 0);
            assertThat(queue.subjects()).containsExactlyInAnyOrderElementsOf(placed);
        }
    }

    @Test
    void sendsEachEventOnceWhereTwoInstancesWorkSideBySide() {
        try (TestQueue queue = queue()) {
            List<String> placed = place(60);
            CompletableFuture<List<String>> another = CompletableFuture.supplyAsync(() -> {
                List<String> claimed = new ArrayList<>();
                List<Map<String, Object>> rows = claim(3);
                while (!rows.isEmpty()) {
                    rows.forEach(row -> claimed.add(row.get("id").toString()));
                    rows = claim(3);
                }
                return claimed;
            });
            outbox.startRelay();
            List<String> seen = new ArrayList<>(another.join());
            await().atMost(SOON).until(() -> outbox.size() == seen.size());
            seen.addAll(queue.subjects());
            assertThat(seen).containsExactlyInAnyOrderElementsOf(placed);
        }
    }

    @Test
    void claimsNoMoreThanABatchWhereThePlannerTakesTheOutboxForEmpty() {
        place(1);
        outbox.clear();
        jdbc.execute("analyze outbox");
        place(4);
        assertThat(claim(1)).hasSize(1);
        assertThat(claim(2)).hasSize(2);
        assertThat(claim(2)).hasSize(1);
    }

    private TestQueue queue() {
        return new TestQueue(
                broker,
                properties.messaging().exchange(),
                properties.messaging().orderPlacedKey());
    }

    private List<String> place(int orders) {
        return IntStream.range(0, orders)
                .mapToObj(index -> id(client.placed("demo")))
                .toList();
    }

    /** What another instance does first. */
    private List<Map<String, Object>> claim(int batch) {
        try {
            String sql = new ClassPathResource("orders/sql/claim-unpublished-events.sql")
                    .getContentAsString(StandardCharsets.UTF_8)
                    .replace(":#", ":");
            return new NamedParameterJdbcTemplate(jdbc).queryForList(sql, Map.of("batch", batch, "lease", 60));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Span only(String traceId, SpanKind kind) {
        List<Span> spans = RecordedSpans.ofTrace(traceId).stream()
                .filter(span -> span.kind() == kind)
                .toList();
        assertThat(spans).hasSize(1);
        return spans.get(0);
    }

    private static JsonSchema schema() {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(
                        SchemaLocation.of("classpath:orders/contract/order.placed.v1.schema.json"),
                        SchemaValidatorsConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build());
    }

    private static String id(JsonNode order) {
        return order.path("id").textValue();
    }
}
