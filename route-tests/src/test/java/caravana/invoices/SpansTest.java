package caravana.invoices;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.FailingInserts;
import caravana.fixture.InvoicesTest;
import caravana.fixture.JsonLog;
import caravana.fixture.RecordedSpans;
import caravana.fixture.Secrets;
import caravana.fixture.Span;
import caravana.fixture.SpanTree;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What the spans and log lines of Invoices tell of a message, also of one that fails, and what they keep to
 * themselves.
 */
@InvoicesTest
class SpansTest {

    private static final String SERIALIZATION_FAILURE = "40001";

    @Autowired
    private ApplicationContext invoices;

    @Autowired
    private InvoicesProperties properties;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private MeterRegistry metrics;

    @LocalServerPort
    private int port;

    private final String merchant = OrdersSimulator.newMerchant();
    private final UUID order = UUID.randomUUID();
    private final ObjectNode event = OrdersSimulator.event(order, merchant);
    private final String traceId = OrdersSimulator.traceId(event);

    private OrdersSimulator orders;
    private JsonLog log;

    @BeforeEach
    void setUp() {
        orders = new OrdersSimulator(invoices);
        log = new JsonLog(invoices.getEnvironment());
    }

    @AfterEach
    void tearDown() {
        log.close();
    }

    private static void assertTree(String traceId, String expected) {
        OrdersSimulator.await()
                .untilAsserted(() -> assertThat(SpanTree.of(traceId)).isEqualTo(expected));
    }

    private static Span only(String traceId, SpanKind kind, String name) {
        List<Span> found = RecordedSpans.ofTrace(traceId).stream()
                .filter(span -> span.kind() == kind && span.name().startsWith(name))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    /** Telling where the database is must never be the reason that a service does not start. */
    @Test
    void aMessageThatIsTriedAgainHasASpanForEachAttempt() {
        try (FailingInserts failing = new FailingInserts(jdbc, "invoices", merchant, 2, SERIALIZATION_FAILURE)) {
            orders.publish(event);
            orders.announcement(order);
        }
        assertTree(traceId, """
                CONSUMER process orders:order.placed.v1:order-placed \
                ! CannotAcquireLockException ! CannotAcquireLockException
                  CLIENT issue-invoice
                  CLIENT issue-invoice ERROR 40001 ! CannotAcquireLockException
                  CLIENT issue-invoice ERROR 40001 ! CannotAcquireLockException
                  INTERNAL outbox wait
                  PRODUCER publish orders:invoice.issued.v1
                """);
        String span = only(traceId, SpanKind.CONSUMER, "process").id();
        List<JsonNode> lines = log.about(order.toString()).stream()
                .<JsonNode>map(OrdersSimulator::json)
                .toList();
        assertThat(lines).extracting(line -> line.at("/log/level").asText()).containsExactly("WARN", "WARN", "INFO");
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.at("/trace/id").asText()).isEqualTo(traceId);
            assertThat(line.at("/span/id").asText()).isEqualTo(span);
            assertThat(line.at("/caravana/order/id").asText()).isEqualTo(order.toString());
            assertThat(line.at("/caravana/merchant").asText()).isEqualTo(merchant);
        });
    }

    @Test
    void anInvalidMessageIsAnErrorThatLeadsToItsDeadLetter() {
        orders.publish(event, event.toString().replace("\"BRL\"", "\"BRLX\""));
        assertTree(traceId, """
                CONSUMER process orders:order.placed.v1:order-placed \
                ERROR caravana.starter.json.InvalidJsonException ! InvalidJsonException
                  PRODUCER publish amq.default:order-placed.dead
                    CONSUMER process amq.default:order-placed.dead
                      CLIENT store-dead-letter
                """);
    }

    @Test
    void spansHaveTheAttributesOfTheSemanticConventions() {
        orders.publish(event);
        orders.announcement(order);
        Map<String, Object> invoice = orders.invoice(order);
        OrdersSimulator.await().until(() -> RecordedSpans.ofTrace(traceId).size() == 4);
        InvoicesProperties.Messaging names = properties.messaging();

        assertThat(only(traceId, SpanKind.CONSUMER, "process").attributes())
                .containsEntry("messaging.system", "rabbitmq")
                .containsEntry("messaging.operation.type", "process")
                .containsEntry("messaging.operation.name", "process")
                .containsEntry(
                        "messaging.destination.name",
                        names.exchange() + ":" + names.orderPlacedKey() + ":" + names.orderPlacedQueue())
                .containsEntry("messaging.rabbitmq.destination.routing_key", names.orderPlacedKey())
                .containsEntry("messaging.message.id", event.get("id").asText())
                .containsEntry("caravana.message.redelivered", false)
                .containsEntry("caravana.order.id", order.toString())
                .containsEntry("caravana.merchant", merchant)
                .containsEntry("camel.route.id", "invoice-issuing")
                .containsKey("messaging.rabbitmq.message.delivery_tag");
        assertThat(only(traceId, SpanKind.PRODUCER, "publish").attributes())
                .containsEntry("messaging.system", "rabbitmq")
                .containsEntry("messaging.operation.type", "send")
                .containsEntry("messaging.operation.name", "publish")
                .containsEntry("messaging.destination.name", names.exchange() + ":" + names.invoiceIssuedKey())
                .containsEntry("messaging.rabbitmq.destination.routing_key", names.invoiceIssuedKey())
                .containsEntry(
                        "messaging.message.id", invoice.get("issued_event_id").toString())
                .containsEntry("caravana.order.id", order.toString())
                .containsEntry("caravana.merchant", merchant)
                .containsEntry(
                        "caravana.invoice.number",
                        "%s-%06d".formatted(invoice.get("number_year"), invoice.get("number_sequence")));
        Span sql = only(traceId, SpanKind.CLIENT, "issue-invoice");
        assertThat(sql.attributes())
                .containsEntry("db.system.name", "postgresql")
                .containsEntry("db.query.summary", "issue-invoice")
                .containsEntry("caravana.order.id", order.toString())
                .containsEntry("caravana.merchant", merchant)
                .doesNotContainKeys("error.type", "db.response.status_code", "db.query.text", "db.statement");
        assertThat(sql.attributes()).containsKeys("server.address", "server.port", "db.namespace");
    }

    @Test
    void whatACustomerHasWrittenIsInNoSpanLogLineOrMetric() {
        OperatorClient client = new OperatorClient(port);
        String written = Secrets.marked(event.toString());
        ObjectNode broken = OrdersSimulator.event(UUID.randomUUID(), merchant);
        ObjectNode cut = OrdersSimulator.event(UUID.randomUUID(), merchant);

        try (FailingInserts failing = new FailingInserts(jdbc, "invoices", merchant, 1, SERIALIZATION_FAILURE)) {
            orders.publish(event, written);
            orders.announcement(order);
        }
        orders.publish(broken, Secrets.marked(broken.toString()).replace("\"BR\"", '"' + Secrets.MARK + '"'));
        orders.publish(cut, Secrets.marked(cut.toString()).replace("\"BRL\"", Secrets.MARK));
        Object letter = orders.deadLetter(broken.get("id").asText()).get("id");
        client.replay(letter);
        OrdersSimulator.await()
                .until(() -> client.letter(letter).get("attempts").intValue() == 2);
        client.discard(letter, Secrets.MARK + " has called");
        orders.deadLetter(cut.get("id").asText());
        client.post("/dead-letters/" + letter + "/discard", "{\"" + Secrets.MARK + "\": 1}")
                .problem(400);
        OrdersSimulator.await().untilAsserted(() -> {
            assertThat(SpanTree.of(traceId)).contains("ERROR 40001", "PRODUCER publish orders:invoice.issued.v1");
            assertThat(SpanTree.of(OrdersSimulator.traceId(broken))).contains("->");
            assertThat(SpanTree.of(OrdersSimulator.traceId(cut))).contains("CLIENT store-dead-letter");
        });

        assertThat(List.of(
                        order.toString(),
                        broken.get("id").asText(),
                        cut.get("id").asText()))
                .allSatisfy(id -> assertThat(log.about(id)).isNotEmpty());
        Secrets.assertKept(log, metrics);
    }
}
