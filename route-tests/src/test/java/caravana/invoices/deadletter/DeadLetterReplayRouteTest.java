package caravana.invoices.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.InvoicesTest;
import caravana.fixture.RecordedSpans;
import caravana.fixture.Span;
import caravana.fixture.SpanTree;
import caravana.invoices.InvoicesProperties;
import caravana.invoices.OperatorClient;
import caravana.invoices.OrdersSimulator;
import caravana.starter.telemetry.TraceParent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.opentelemetry.api.trace.SpanKind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

@InvoicesTest
class DeadLetterReplayRouteTest {

    private static final String UNKNOWN = "/dead-letters/01a203c5-6eeb-3a1b-8c2d-3e4f5a6b7c8d";

    @Autowired
    private ApplicationContext invoices;

    @Autowired
    private CamelContext camel;

    @Autowired
    private InvoicesProperties properties;

    @Autowired
    private RabbitTemplate broker;

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcTemplate jdbc;

    private OrdersSimulator orders;
    private OperatorClient client;

    @BeforeEach
    void emptyTheTable() {
        orders = new OrdersSimulator(invoices);
        client = new OperatorClient(port);
        jdbc.update("delete from dead_letter_actions");
        jdbc.update("delete from dead_letters");
    }

    private static ObjectNode event() {
        return OrdersSimulator.event(UUID.randomUUID(), OrdersSimulator.newMerchant());
    }

    private static UUID order(ObjectNode event) {
        return UUID.fromString(event.at("/data/id").asText());
    }

    private int count(String sql, Object... parameters) {
        return jdbc.queryForObject("select count(*) from " + sql, Integer.class, parameters);
    }

    @Test
    void replaysALetterIntoTheInvoiceThatWasMissing() {
        ObjectNode event = event();
        Object id = orders.parked(event, "unexpected");

        JsonNode letter = client.replay(id);

        assertThat(letter.get("status").asText()).isEqualTo("replayed");
        assertThat(letter.get("attempts").intValue()).isEqualTo(1);
        assertThat(letter.get("actions")).hasSize(1);
        assertThat(letter.at("/actions/0/action").asText()).isEqualTo("replayed");
        assertThat(letter.at("/actions/0/operator").asText()).isEqualTo(OperatorClient.NAME);
        assertThat(letter.at("/actions/0/comment").isNull()).isTrue();
        assertThat(letter.at("/actions/0/at").asText()).matches("....-..-..T..:..:..\\.[0-9]{6}Z");
        assertThat(orders.invoice(order(event))).containsEntry("total", "399.80");
        orders.announcement(order(event));
    }

    @Test
    void replaysALetterOnce() {
        ObjectNode event = event();
        Object id = orders.parked(event, "unexpected");
        JsonNode once = client.replay(id);

        assertThat(client.replay(id)).isEqualTo(once);

        assertThat(count("dead_letter_actions")).isEqualTo(1);
        orders.invoice(order(event));
        assertThat(client.get("/dead-letters?status=waiting").ok().get("items")).isEmpty();
    }

    /** With the consumer at rest, so that the message can be looked at. */
    @Test
    void publishesTheMessageAsItCameAndNothingOfTheRequest() throws Exception {
        byte[] payload = {(byte) 0xff, 0, 'x'};
        MessageProperties original =
                OrdersSimulator.properties(UUID.randomUUID().toString());
        original.setContentType("application/x-odd");
        orders.publish(payload, original);
        Object id = orders.deadLetter(original.getMessageId()).get("id");
        camel.getRouteController().stopRoute("invoice-issuing");
        try {
            client.replay(id);
            client.replay(id);

            String queue = properties.messaging().orderPlacedQueue();
            Message message = OrdersSimulator.await().until(() -> broker.receive(queue), found -> found != null);
            assertThat(message.getBody()).isEqualTo(payload);
            MessageProperties sent = message.getMessageProperties();
            assertThat(sent.getMessageId()).isEqualTo(original.getMessageId());
            assertThat(sent.getContentType()).isEqualTo("application/x-odd");
            assertThat(sent.getReceivedDeliveryMode()).isEqualTo(MessageDeliveryMode.PERSISTENT);
            assertThat(sent.getCorrelationId()).isEqualTo(id.toString());
            assertThat(sent.getReceivedExchange()).isEmpty();
            assertThat(sent.getHeaders().keySet())
                    .allMatch(name -> name.matches("traceparent|spring_.*|x-delivery-count"));
            assertThat(broker.receive(queue)).as("published once").isNull();
        } finally {
            camel.getRouteController().startRoute("invoice-issuing");
        }
    }

    @Test
    void makesOneInvoiceOfTwoReplaysAtTheSameTime() {
        ObjectNode event = event();
        Object id = orders.parked(event, "unexpected");

        List<CompletableFuture<JsonNode>> both = List.of(
                CompletableFuture.supplyAsync(() -> client.replay(id)),
                CompletableFuture.supplyAsync(() -> client.replay(id)));

        assertThat(both)
                .allSatisfy(answer ->
                        assertThat(answer.join().get("status").asText()).isEqualTo("replayed"));
        orders.invoice(order(event));
        assertThat(orders.numbers(event.at("/data/merchant").asText())).containsExactly(1L);
    }

    @Test
    void letsALetterWaitAgainThatFailsAgain() {
        ObjectNode event = event();
        orders.publish(event, event.toString().replace("\"BRL\"", "\"BRLX\""));
        Object id = orders.deadLetter(event.get("id").asText()).get("id");

        client.replay(id);

        JsonNode letter = OrdersSimulator.await()
                .until(() -> client.letter(id), found -> found.get("attempts").intValue() == 2);
        assertThat(letter.get("status").asText()).isEqualTo("waiting");
        assertThat(letter.get("reason").asText()).isEqualTo("contract");
        assertThat(letter.get("traceId").asText()).isEqualTo(OrdersSimulator.traceId(event));
        assertThat(letter.get("lastAt").asText())
                .isGreaterThan(letter.get("firstAt").asText());
        assertThat(letter.get("actions")).as("who replayed it is kept").hasSize(1);
    }

    @Test
    void replaysALetterWithoutMessageIdAndTrace() {
        ObjectNode event = event();
        MessageProperties nothing = new MessageProperties();
        nothing.setContentType(null);
        byte[] payload = event.toString().getBytes(StandardCharsets.UTF_8);
        orders.bury(payload, nothing);
        Object id = OrdersSimulator.await()
                .until(() -> orders.deadLettersByPayload(payload), found -> !found.isEmpty())
                .get(0)
                .get("id");

        assertThat(client.replay(id).get("status").asText()).isEqualTo("replayed");

        orders.invoice(order(event));
    }

    /** What the broker gave up on carries none of our headers. */
    @Test
    void replaysWhatTheBrokerGaveUpOn() {
        ObjectNode event = event();
        MessageProperties message = OrdersSimulator.properties(event.get("id").asText());
        message.setHeader("x-death", List.of(Map.of("reason", "delivery_limit", "count", 1L)));
        orders.bury(event.toString().getBytes(StandardCharsets.UTF_8), message);
        orders.deadLetter(event.get("id").asText());
        JsonNode found = client.get("/dead-letters?reason=delivery-limit").ok();
        assertThat(found.get("items")).hasSize(1);

        client.replay(found.at("/items/0/id").asText());

        orders.invoice(order(event));
    }

    @Test
    void goesOnWithTheTraceOfTheOrderAndLinksTheOperatorsToIt() {
        ObjectNode event = event();
        Object id = orders.parked(event, "unexpected");
        String original = event.get("traceparent").asText();
        String operators = "0af7651916cd43dd"
                + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        JsonNode letter = client.post(
                        "/dead-letters/" + id + "/replay",
                        null,
                        "traceparent",
                        "00-" + operators + "-b7ad6b7169203331-01")
                .ok();

        assertThat(letter.at("/actions/0/traceId").asText()).isEqualTo(operators);
        String invoiced = (String) orders.invoice(order(event)).get("traceparent");
        assertThat(TraceParent.traceId(invoiced)).isEqualTo(OrdersSimulator.traceId(event));
        OrdersSimulator.await().untilAsserted(() -> {
            assertThat(SpanTree.of(OrdersSimulator.traceId(event))).isEqualTo("""
                    CONSUMER process amq.default:order-placed.dead
                      CLIENT store-dead-letter
                    PRODUCER publish amq.default:order-placed -> %s
                      CONSUMER process amq.default:order-placed
                        CLIENT issue-invoice
                        INTERNAL outbox wait
                        PRODUCER publish orders:invoice.issued.v1
                    """.formatted(operators));
            assertThat(SpanTree.of(operators)).isEqualTo("""
                    SERVER POST /dead-letters/{id}/replay -> %s
                      CLIENT find-dead-letter
                      CLIENT find-dead-letter
                      CLIENT mark-replayed-dead-letters
                      CLIENT record-replays
                    """.formatted(OrdersSimulator.traceId(event)));
            Span request = only(operators, span -> span.kind() == SpanKind.SERVER);
            Span published =
                    only(OrdersSimulator.traceId(event), span -> !span.links().isEmpty());
            assertThat(published.parentId()).isEqualTo(original.substring(36, 52));
            assertThat(published.links()).extracting(link -> link.getSpanId()).containsExactly(request.id());
            assertThat(request.links()).singleElement().satisfies(link -> {
                assertThat(link.getSpanId()).isEqualTo(original.substring(36, 52));
                assertThat(link.isSampled()).isTrue();
            });
            assertThat(only(
                                    OrdersSimulator.traceId(event),
                                    span -> span.parentId().equals(published.id()))
                            .id())
                    .isEqualTo(invoiced.substring(36, 52));
        });
    }

    private static Span only(String traceId, Predicate<Span> wanted) {
        List<Span> found =
                RecordedSpans.ofTrace(traceId).stream().filter(wanted).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void replaysTheOldestOfAReasonUpToTheLimitInBatches() {
        List<ObjectNode> events = new ArrayList<>();
        for (int i = 0; i < 215; i++) {
            ObjectNode event = event();
            events.add(event);
            orders.bury(event, "business-rule");
        }
        Object other = orders.parked(event(), "unexpected");
        OrdersSimulator.await().until(() -> count("dead_letters") == 216);

        JsonNode answer = client.replayAll("business-rule", 205);

        assertThat(answer).isEqualTo(OrdersSimulator.json("{\"replayed\": 205, \"waiting\": 10}"));
        assertThat(jdbc.queryForList(
                        "select count(*) from dead_letter_actions group by acted_at order by acted_at", Integer.class))
                .containsExactly(20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 5);
        assertThat(count("dead_letter_actions where operator = ? and action = 'replayed'", OperatorClient.NAME))
                .isEqualTo(205);
        assertThat(count("""
                dead_letters where status = 'replayed' and last_at > (
                    select min(last_at) from dead_letters
                    where status = 'waiting' and reason = 'business-rule')""")).isZero();
        assertThat(client.letter(other).get("status").asText()).isEqualTo("waiting");
        assertThat(client.replayAll("business-rule", 1000))
                .isEqualTo(OrdersSimulator.json("{\"replayed\": 10, \"waiting\": 0}"));
        assertThat(client.replayAll("business-rule", 1000))
                .isEqualTo(OrdersSimulator.json("{\"replayed\": 0, \"waiting\": 0}"));
        events.forEach(event -> orders.invoice(order(event)));
    }

    @Test
    void replaysAHundredWhereNoLimitIsNamedAndLinksTheOperatorsTraceToEach() {
        List<ObjectNode> events = new ArrayList<>();
        for (int i = 0; i < 130; i++) {
            ObjectNode event = event();
            events.add(event);
            orders.bury(event, "business-rule");
        }
        OrdersSimulator.await().until(() -> count("dead_letters") == 130);
        client.replayAll("business-rule", 30);
        jdbc.update("update dead_letters set status = 'waiting'");

        assertThat(client.post("/dead-letters/replay", "{\"reason\": \"business-rule\"}")
                        .ok())
                .isEqualTo(OrdersSimulator.json("{\"replayed\": 100, \"waiting\": 30}"));

        jdbc.update("update dead_letters set status = 'waiting'");
        String trace = UUID.randomUUID().toString().replace("-", "");
        client.post(
                        "/dead-letters/replay",
                        "{\"reason\": \"business-rule\", \"limit\": 1000}",
                        "traceparent",
                        "00-" + trace + "-b7ad6b7169203331-01")
                .ok();
        OrdersSimulator.await()
                .untilAsserted(() -> assertThat(RecordedSpans.ofTrace(trace))
                        .filteredOn(span -> span.kind() == SpanKind.SERVER)
                        .singleElement()
                        .satisfies(request -> assertThat(request.links())
                                .extracting(link -> link.getTraceId())
                                .containsExactlyInAnyOrderElementsOf(events.stream()
                                        .map(OrdersSimulator::traceId)
                                        .toList())));
        events.forEach(event -> orders.invoice(order(event)));
    }

    @Test
    void replaysWhatFailsAgainOnceARequest() {
        for (int i = 0; i < 150; i++) {
            orders.publish("no JSON".getBytes(StandardCharsets.UTF_8), OrdersSimulator.properties("message " + i));
        }
        OrdersSimulator.await().until(() -> count("dead_letters where reason = 'malformed'") == 150);

        JsonNode answer = client.replayAll("malformed", 1000);

        assertThat(answer.get("replayed").intValue()).isEqualTo(150);
        OrdersSimulator.await().until(() -> count("dead_letters where times = 2 and status = 'waiting'") == 150);
        assertThat(count("dead_letter_actions")).isEqualTo(150);
    }

    @Test
    void endsALongReplayWhileItsOperatorStillWaits() {
        ReplayProgress late = new ReplayProgress("contract", 5, 0, Instant.now().minusSeconds(1), "infinity");
        assertThat(late.goesOn()).isFalse();
        assertThat(ReplayProgress.of("contract", 5).goesOn()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/replay | '' | ''",
                "/replay | {'reason': 'contract' | /reason",
                "/replay | {'reason': 'contract'} x | ''",
                "/replay | {'reason': 'contract', 'reason': 'contract'} | /reason",
                "/replay | [] | ''",
                "/replay | {} | /reason",
                "/replay | {'reason': 'why'} | /reason",
                "/replay | {'reason': 'contract', 'limit': 0} | /limit",
                "/replay | {'reason': 'contract', 'limit': 1001} | /limit",
                "/replay | {'reason': 'contract', 'limit': 1.0} | /limit",
                "/replay | {'reason': 'contract', 'limit': 18446744073709551617.0} | /limit",
                "/replay | {'reason': 'contract', 'limit': '5'} | /limit",
                "/replay | {'reason': 'contract', 'a/~b': 5} | /a~1~0b",
                "/discard | '' | ''",
                "/discard | {} | /comment",
                "/discard | {'comment': null} | /comment",
                "/discard | {'comment': ''} | /comment",
                "/discard | {'comment': ' '} | /comment",
                "/discard | {'comment': 'a\\u0000'} | /comment",
                "/discard | {'comment': 'a\\ud800'} | /comment",
                "/discard | {'comment': 'a', 'force': true} | /force"
            })
    void refusesAWrongBodyByItsPlace(String operation, String body, String pointer) {
        Object id = orders.parked(event(), "contract");
        String path = operation.equals("/replay") ? "/dead-letters/replay" : "/dead-letters/" + id + operation;

        JsonNode problem = client.post(path, body.replace('\'', '"')).problem(400);

        assertThat(problem.get("errors")).isNotEmpty();
        assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo(pointer);
        assertThat(client.letter(id).get("status").asText()).isEqualTo("waiting");
        assertThat(count("dead_letter_actions")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/replay", "/discard"})
    void refusesOperationsOnLettersThatAreNotThere(String operation) {
        client.post(UNKNOWN + operation, "{\"comment\": \"gone\"}").problem(404);
        assertThat(client.post("/dead-letters/42" + operation, "{\"comment\": \"gone\"}")
                        .problem(400)
                        .at("/errors/0/pointer")
                        .asText())
                .isEqualTo("/id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dead-letters/replay", UNKNOWN + "/discard"})
    void refusesABodyThatIsNotDeclaredAsJson(String path) {
        client.in("operators")
                .send("POST", path, "{\"reason\": \"contract\"}", "Content-Type", "text/plain")
                .problem(415);
    }
}
