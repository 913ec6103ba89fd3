package caravana.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.fixture.Answer;
import caravana.fixture.FailingInserts;
import caravana.fixture.Faults;
import caravana.fixture.JsonLog;
import caravana.fixture.OrdersTest;
import caravana.fixture.RecordedSpans;
import caravana.fixture.Secrets;
import caravana.fixture.Span;
import caravana.fixture.SpanTree;
import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What the spans and log lines of Orders tell of a request, also of one that fails, and what they keep to themselves.
 */
@OrdersTest
class SpansTest {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String SERIALIZATION_FAILURE = "40001";

    private final String merchant = "merchant-" + UUID.randomUUID();
    private final OrdersClient client;
    private final Outbox outbox;

    @Autowired
    private CamelContext camel;

    @Autowired
    private CachingConnectionFactory broker;

    @Autowired
    private OrdersProperties properties;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private MeterRegistry metrics;

    @Autowired
    private Environment settings;

    SpansTest(@LocalServerPort int port, @Autowired CamelContext camel, @Autowired JdbcTemplate jdbc) {
        this.client = new OrdersClient(port);
        this.outbox = new Outbox(camel, jdbc);
    }

    @BeforeEach
    void emptyTheOutbox() {
        outbox.clear();
    }

    private TestQueue queue() {
        return new TestQueue(
                broker,
                properties.messaging().exchange(),
                properties.messaging().orderPlacedKey());
    }

    private static void assertTree(String traceId, String expected) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(SpanTree.of(traceId)).isEqualTo(expected));
    }

    private static Span only(String traceId, SpanKind kind) {
        List<Span> found = RecordedSpans.ofTrace(traceId).stream()
                .filter(span -> span.kind() == kind)
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static String traceId(Answer answer) {
        return answer.json().path("traceId").textValue();
    }

    /** Telling where the database is must never be the reason that a service does not start. */
    @Test
    void aPublishThatFailsIsAnErrorInTheTraceInWhichTheNextSucceeds() throws Exception {
        outbox.stopRelay();
        Faults publishing = Faults.of(camel, "outbox-publishing", "spring-rabbitmq:.*");
        publishing.next(publish -> broker.resetConnection());
        try (TestQueue queue = queue()) {
            String traceId = client.placed(merchant).path("traceId").textValue();
            outbox.startRelay();
            assertTree(traceId, """
                    SERVER POST /orders
                      CLIENT place-order
                      INTERNAL outbox wait
                      PRODUCER publish orders:order.placed.v1
                      PRODUCER publish orders:order.placed.v1 \
                    ERROR org.springframework.amqp.AmqpException ! AmqpException
                    """);
        } finally {
            publishing.heal();
            outbox.startRelay();
        }
    }

    @Test
    void spansHaveTheAttributesOfTheSemanticConventions() {
        try (TestQueue queue = queue()) {
            JsonNode order = client.placed(merchant);
            String id = order.path("id").textValue();
            String traceId = order.path("traceId").textValue();
            await().atMost(SOON).until(() -> queue.about(id).size() == 1);
            await().atMost(SOON).until(() -> RecordedSpans.ofTrace(traceId).size() == 4);

            Map<String, Object> request = only(traceId, SpanKind.SERVER).attributes();
            assertThat(request)
                    .containsEntry("http.request.method", "POST")
                    .containsEntry("http.route", "/orders")
                    .containsEntry("http.response.status_code", 201L)
                    .containsEntry("url.scheme", "http")
                    .containsEntry("url.path", "/orders")
                    .containsEntry("server.address", "127.0.0.1")
                    .containsKey("server.port")
                    .doesNotContainKey("error.type");
            Map<String, Object> publish = only(traceId, SpanKind.PRODUCER).attributes();
            assertThat(publish)
                    .containsEntry("messaging.system", "rabbitmq")
                    .containsEntry("messaging.operation.type", "send")
                    .containsEntry("messaging.operation.name", "publish")
                    .containsEntry(
                            "messaging.destination.name",
                            properties.messaging().exchange() + ":"
                                    + properties.messaging().orderPlacedKey())
                    .containsEntry(
                            "messaging.rabbitmq.destination.routing_key",
                            properties.messaging().orderPlacedKey())
                    .containsEntry(
                            "messaging.message.id",
                            queue.about(id).get(0).getMessageProperties().getMessageId())
                    .containsKeys("server.address", "server.port");
            Map<String, Object> sql = only(traceId, SpanKind.CLIENT).attributes();
            assertThat(sql)
                    .containsEntry("db.system.name", "postgresql")
                    .containsEntry("db.query.summary", "place-order")
                    .containsKeys("db.namespace", "server.address", "server.port")
                    .doesNotContainKeys("error.type", "db.query.text", "db.statement");
            assertThat(List.of(request, publish, sql))
                    .allSatisfy(span -> assertThat(span)
                            .containsEntry("caravana.order.id", id)
                            .containsEntry("caravana.merchant", merchant));
        }
    }

    @Test
    void whatAClientHasDoneWrongIsNoErrorOfTheServer() {
        Answer refused = client.place(
                merchant, OrderJson.valid().with("/currency", "\"XXXX\"").text());
        refused.problem(400, "/orders");
        assertTree(traceId(refused), "SERVER POST /orders\n");
        assertThat(only(traceId(refused), SpanKind.SERVER).attributes())
                .containsEntry("http.response.status_code", 400L);
    }

    @Test
    void anAnnouncementThatFitsNoOrderIsAnErrorThatLeadsToItsDeadLetter() {
        RabbitTemplate template = new RabbitTemplate(broker);
        String traceId = UUID.randomUUID().toString().replace("-", "");
        template.send(
                properties.messaging().exchange(),
                properties.messaging().invoiceIssuedKey(),
                MessageBuilder.withBody("no announcement".getBytes(StandardCharsets.UTF_8))
                        .setHeader("traceparent", "00-" + traceId + "-00f067aa0ba902b7-01")
                        .build());
        assertTree(traceId, """
                CONSUMER process orders:invoice.issued.v1:invoice-issued \
                ERROR caravana.starter.json.InvalidJsonException ! InvalidJsonException
                  PRODUCER publish amq.default:invoice-issued.dead
                """);
        assertThat(template.receive(properties.messaging().invoiceIssuedDeadQueue()))
                .isNotNull();
    }

    /** The second request drafts another order, which is never placed. */
    @Test
    void aRepeatedRequestIsAboutTheOrderThatItPlacedBefore() {
        String key = UUID.randomUUID().toString();
        try (JsonLog log = new JsonLog(settings);
                TestQueue queue = queue()) {
            Answer first = client.placeOnce(merchant, key, OrderJson.valid().text());
            String id = first.json().path("id").textValue();
            String again = "4bf92f3577b34da6" + UUID.randomUUID().toString().substring(0, 8) + "ce929d0e";
            client.place(
                    merchant,
                    OrderJson.valid().text(),
                    "Idempotency-Key",
                    key,
                    "traceparent",
                    "00-" + again + "-00f067aa0ba902b7-01");
            await().atMost(SOON).until(() -> SpanTree.of(again).contains("SERVER POST /orders"));
            assertThat(only(again, SpanKind.SERVER).attributes())
                    .containsEntry("caravana.order.id", id)
                    .containsEntry("caravana.merchant", merchant);
            assertThat(log.about("was placed before"))
                    .singleElement()
                    .asString()
                    .contains("\"order\":{\"id\":\"" + id + '"', again, merchant);

            Answer another = client.placeOnce(
                    merchant, key, OrderJson.valid().with("BRL", 3, "1.00").text());
            another.problem(422, "/orders");
            await().atMost(SOON).until(() -> SpanTree.of(traceId(another)).contains("SERVER POST /orders"));
            assertThat(only(traceId(another), SpanKind.SERVER).attributes())
                    .containsEntry("caravana.merchant", merchant)
                    .doesNotContainKey("caravana.order.id");
        }
    }

    @Test
    void aStatementThatFailsTellsItsStateAndTheKindOfFailureAlone() {
        Answer away;
        try (FailingInserts failing = new FailingInserts(jdbc, "orders", merchant, 1, SERIALIZATION_FAILURE)) {
            away = client.place(merchant, OrderJson.valid().text());
        }
        away.problem(503, "/orders");
        String traceId = traceId(away);
        assertTree(traceId, """
                SERVER POST /orders ERROR 503 ! CannotAcquireLockException
                  CLIENT place-order ERROR 40001 ! CannotAcquireLockException
                """);
        Span sql = only(traceId, SpanKind.CLIENT);
        assertThat(sql.attributes())
                .containsEntry("db.response.status_code", SERIALIZATION_FAILURE)
                .containsEntry("error.type", SERIALIZATION_FAILURE);
        for (Span span : List.of(sql, only(traceId, SpanKind.SERVER))) {
            assertThat(span.failed()).isTrue();
            assertThat(span.description()).isEmpty();
            assertThat(span.events()).singleElement().satisfies(event -> {
                assertThat(event.name()).isEqualTo("exception");
                assertThat(event.attributes().keySet())
                        .extracting(Object::toString)
                        .containsExactly("exception.type");
            });
        }
    }

    @Test
    void whatACustomerHasWrittenIsInNoSpanLogLineOrMetric() {
        String order = Secrets.marked(OrderJson.valid().text());
        try (JsonLog log = new JsonLog(settings);
                TestQueue queue = queue();
                FailingInserts failing = new FailingInserts(jdbc, "orders", merchant, 1, SERIALIZATION_FAILURE)) {
            client.place(merchant, order).problem(503, "/orders");
            Answer placed = client.place(merchant, order);
            assertThat(placed.status()).as(placed.body()).isEqualTo(201);
            for (String bad : List.of(
                    order.replace(Secrets.MARK + "@mail.example", Secrets.MARK),
                    order.replace("\"sku\"", '"' + Secrets.MARK + '"'),
                    order.replace("\"BR\"", '"' + Secrets.MARK + '"'),
                    order.replace("\"BR\"", Secrets.MARK))) {
                Answer refused = client.place(merchant, bad);
                refused.problem(400, "/orders");
                await().atMost(SOON)
                        .untilAsserted(
                                () -> assertThat(SpanTree.of(traceId(refused))).isEqualTo("SERVER POST /orders\n"));
            }
            await().atMost(SOON)
                    .until(() ->
                            queue.about(placed.json().path("id").textValue()).size() == 1);
            await().atMost(SOON)
                    .until(() -> SpanTree.of(traceId(placed)).contains("PRODUCER publish orders:order.placed.v1"));
            Secrets.assertKept(log, metrics);
        }
    }
}
