package caravana.invoices;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.Answer;
import caravana.fixture.Api;
import caravana.fixture.Faults;
import caravana.fixture.Infrastructure;
import caravana.fixture.InvoicesTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.springrabbit.SpringRabbitMQConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.AmqpConnectException;
import org.springframework.amqp.AmqpIOException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;

/**
 * Each flow with a failure in its way: before a statement or a publish, and between what was done and what tells so.
 * All flows in one class, since the context with these routes is of no use to anybody else.
 */
@InvoicesTest
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_CLASS)
class FlowFailureTest {

    @Autowired
    private ApplicationContext invoices;

    @Autowired
    private CamelContext camel;

    @Autowired
    private CachingConnectionFactory broker;

    @Autowired
    private JdbcTemplate jdbc;

    @LocalServerPort
    private int port;

    private OrdersSimulator orders;

    private Faults beforeStoring;
    private Faults afterStoring;
    private Faults beforeNumbering;
    private Faults beforeAnnouncing;
    private Faults beforeForgetting;
    private Faults beforeDeadLettering;
    private Faults beforeStoringALetter;
    private Faults beforeReplaying;
    private Faults beforeMarking;
    private Faults beforeLookup;
    private Faults beforeListing;

    @BeforeEach
    void setUp() {
        orders = new OrdersSimulator(invoices);
        afterStoring = Faults.after(camel, "invoice-issuing", "sql:.*");
        beforeStoring = Faults.of(camel, "invoice-issuing", "sql:.*");
        beforeNumbering = Faults.of(camel, "invoice-numbering", "sql:.*");
        beforeAnnouncing = Faults.of(camel, "outbox-publishing", "spring-rabbitmq:.*");
        beforeForgetting = Faults.of(camel, "outbox-relay", "sql:.*delete-published.*");
        beforeDeadLettering = Faults.of(camel, "dead-letter-channel", "spring-rabbitmq:.*");
        beforeStoringALetter = Faults.of(camel, "dead-letter-store", "sql:.*");
        beforeReplaying = Faults.of(camel, "dead-letter-publishing", "spring-rabbitmq:.*");
        beforeMarking = Faults.of(camel, "dead-letter-batch-replay", "sql:.*mark-replayed.*");
        beforeLookup = Faults.of(camel, "invoice-lookup", "sql:.*");
        beforeListing = Faults.of(camel, "invoice-list", "sql:.*list.*");
    }

    private static ObjectNode event() {
        return OrdersSimulator.event(UUID.randomUUID(), OrdersSimulator.newMerchant());
    }

    private static UUID order(ObjectNode event) {
        return UUID.fromString(event.at("/data/id").asText());
    }

    private static String id(ObjectNode event) {
        return event.get("id").asText();
    }

    @Test
    void invoiceIssuingGetsOverEveryTransientFailureWithoutADeadLetter() {
        List<Exception> failures = List.of(
                new DataAccessResourceFailureException("database away"),
                new CannotAcquireLockException("deadlock"),
                new QueryTimeoutException("too slow"),
                new SQLTransientConnectionException("no connection left"),
                new IOException("connection reset"),
                new AmqpConnectException(new IOException("broker away")),
                new IllegalStateException("wrapped", new CannotAcquireLockException("deadlock")));
        List<ObjectNode> events = new ArrayList<>();
        for (Exception failure : failures) {
            ObjectNode event = event();
            events.add(event);
            beforeStoring.fail(id(event), failure);
            orders.publish(event);
        }

        for (ObjectNode event : events) {
            assertThat(orders.invoice(order(event)))
                    .containsEntry("total", "399.80")
                    .containsEntry("number_sequence", 1L);
            assertThat(beforeStoring.calls(id(event))).isEqualTo(2);
            assertThat(orders.deadLetters(id(event))).isEmpty();
        }
    }

    /** More often than the attempts at an unexpected failure. */
    @Test
    void invoiceIssuingNeverGivesUpWhileFailuresAreTransient() {
        ObjectNode event = event();
        beforeStoring.fail(
                id(event),
                new DataAccessResourceFailureException("database away"),
                new CannotAcquireLockException("deadlock"),
                new QueryTimeoutException("too slow"),
                new AmqpConnectException(new IOException("broker away")),
                new SQLTransientConnectionException("no connection left"));
        orders.publish(event);

        orders.invoice(order(event));

        assertThat(beforeStoring.calls(id(event))).isEqualTo(6);
        assertThat(orders.deadLetters(id(event))).isEmpty();
    }

    @Test
    void invoiceIssuingGetsOverAnUnexpectedFailureThatPasses() {
        ObjectNode event = event();
        beforeStoring.fail(id(event), new IllegalStateException("once"), new IllegalStateException("twice"));
        orders.publish(event);

        assertThat(orders.invoice(order(event))).containsEntry("number_sequence", 1L);
        assertThat(orders.deadLetters(id(event))).isEmpty();
    }

    @Test
    void invoiceIssuingDeadLettersWhatFailsUnexpectedlyAgainAndAgain() {
        ObjectNode event = event();
        Exception bug = new IllegalStateException("a bug \0 of ours");
        beforeStoring.fail(id(event), bug, bug, bug, bug, bug, bug, bug, bug);
        orders.publish(event);
        UUID behind = orders.place(event.at("/data/merchant").asText());

        assertThat(orders.invoice(behind)).containsEntry("number_sequence", 1L);
        assertThat(orders.deadLetter(id(event)))
                .containsEntry("reason", "unexpected")
                .containsEntry("error", "a bug  of ours")
                .containsEntry("failed_route", "invoice-issuing")
                .containsEntry("trace_id", OrdersSimulator.traceId(event))
                .containsEntry("payload", event.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(beforeStoring.calls(id(event)))
                .as("one attempt and three more")
                .isEqualTo(4);
        assertThat(orders.invoices(order(event))).isEmpty();
    }

    @Test
    void invoiceIssuingStoresOneInvoiceWhenTheBrokerGoesAwayBeforeItIsTold() {
        ObjectNode event = event();
        afterStoring.next(id(event), exchange -> broker.resetConnection());
        orders.publish(event);

        OrdersSimulator.await().until(() -> afterStoring.calls(id(event)) >= 2);

        assertThat(orders.invoice(order(event))).containsEntry("number_sequence", 1L);
        assertThat(orders.numbers(event.at("/data/merchant").asText())).containsExactly(1L);
        assertThat(orders.deadLetters(id(event))).isEmpty();
    }

    @Test
    void invoiceNumberingGoesOnWithoutGapAfterAFailure() {
        String merchant = OrdersSimulator.newMerchant();
        beforeNumbering.fail(new CannotAcquireLockException("deadlock"), new QueryTimeoutException("too slow"));
        List<UUID> placed = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            placed.add(orders.place(merchant));
        }

        placed.forEach(orders::invoice);
        assertThat(orders.numbers(merchant))
                .isEqualTo(LongStream.rangeClosed(1, 5).boxed().toList());
        assertThat(beforeNumbering.calls()).isGreaterThan(2);
    }

    @Test
    void outboxRelaySendsLaterWhatCouldNotBeSent() {
        String merchant = OrdersSimulator.newMerchant();
        beforeAnnouncing.fail(merchant, new AmqpIOException(new IOException("broker away")));
        UUID order = orders.place(merchant);

        Message announcement = orders.announcement(order);

        assertThat(announcement.getMessageProperties().getMessageId())
                .isEqualTo(orders.invoice(order).get("issued_event_id").toString());
        OrdersSimulator.await().until(() -> orders.refusals(order) == null);
        assertThat(orders.announcements(order)).hasSize(1);
        assertThat(beforeAnnouncing.calls(merchant)).isEqualTo(2);
    }

    @Test
    void outboxRelaySendsNothingUnderAnotherIdWhenItCannotForget() {
        String merchant = OrdersSimulator.newMerchant();
        UUID order = UUID.randomUUID();
        beforeForgetting.fail(new DataAccessResourceFailureException("database away"));
        orders.publish(OrdersSimulator.event(order, merchant));
        orders.announcement(order);

        OrdersSimulator.await().until(() -> orders.refusals(order) == null);

        assertThat(orders.announcements(order))
                .extracting(message -> message.getMessageProperties().getMessageId())
                .containsOnly(orders.invoice(order).get("issued_event_id").toString());
        assertThat(beforeForgetting.calls()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void outboxRelayRepeatsNoneBecauseOneOfTheBatchIsRefused() {
        String merchant = OrdersSimulator.newMerchant();
        orders.invoice(orders.place(merchant));
        List<UUID> placed = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            placed.add(UUID.randomUUID());
        }
        UUID unlucky = placed.get(3);
        beforeAnnouncing.next(
                unlucky.toString(),
                exchange -> exchange.getMessage()
                        .setHeader(SpringRabbitMQConstants.ROUTING_OVERRIDE_KEY, "no.queue.takes.this"));
        // the lock makes one batch of them
        orders.whileCounterIsLocked(merchant, () -> {
            placed.forEach(order -> orders.publish(OrdersSimulator.event(order, merchant)));
            OrdersSimulator.await()
                    .until(() -> placed.stream()
                            .noneMatch(order -> orders.invoices(order).isEmpty()));
        });

        orders.announcement(unlucky);
        OrdersSimulator.await().until(() -> placed.stream().allMatch(order -> orders.refusals(order) == null));
        assertThat(placed)
                .allSatisfy(order -> assertThat(orders.announcements(order)).hasSize(1));
        assertThat(beforeAnnouncing.calls(unlucky.toString())).isEqualTo(2);
    }

    @Test
    void deadLetterChannelLeavesTheMessageWithTheBrokerUntilTheDeadLetterQueueTakesIt() {
        ObjectNode event = event();
        beforeDeadLettering.next(
                id(event),
                exchange -> {
                    throw new AmqpIOException(new IOException("broker away"));
                },
                exchange -> exchange.getMessage()
                        .setHeader(SpringRabbitMQConstants.ROUTING_OVERRIDE_KEY, "no.queue.has.this.name"));
        orders.publish(event, event.toString().replace("\"BRL\"", "\"BRLX\""));

        assertThat(orders.deadLetter(id(event)))
                .containsEntry("reason", "contract")
                .containsEntry("times", 1);
        assertThat(beforeDeadLettering.calls(id(event))).isEqualTo(3);
    }

    @Test
    void deadLetterStoreKeepsALetterUntilItIsStored() {
        ObjectNode event = event();
        Exception away = new DataAccessResourceFailureException("database away");
        beforeStoringALetter.fail(id(event), away, new IllegalStateException("a bug"), away, away);
        orders.publish(event, event.toString().replace("\"BRL\"", "\"BRLX\""));

        assertThat(orders.deadLetter(id(event)))
                .containsEntry("reason", "contract")
                .containsEntry("times", 1);
        assertThat(beforeStoringALetter.calls(id(event))).isEqualTo(5);
    }

    /** Also while nobody parks: what the sender wished for its message is not what a dead letter needs. */
    @Test
    void deadLetterChannelMakesADeadLetterThatStays() throws Exception {
        camel.getRouteController().stopRoute("dead-letter-store");
        try {
            MessageProperties properties =
                    OrdersSimulator.properties(UUID.randomUUID().toString());
            // The embedded broker reads an expiration as a point in time, RabbitMQ as a span: both are far away.
            properties.setExpiration(
                    "RabbitMQ".equals(Infrastructure.broker().kind())
                            ? "3600000"
                            : Long.toString(System.currentTimeMillis() + 3_600_000));
            properties.setUserId(Infrastructure.broker().username());
            properties.setHeader("x-of-its-sender", "kept");
            orders.publish("order".getBytes(StandardCharsets.UTF_8), properties);

            MessageProperties buried = orders.buried().getMessageProperties();

            assertThat(buried.getMessageId()).isEqualTo(properties.getMessageId());
            assertThat(buried.getExpiration()).isNull();
            assertThat(buried.getReceivedUserId()).isNull();
            assertThat(buried.getReceivedDeliveryMode()).isEqualTo(properties.getDeliveryMode());
            assertThat(buried.getHeaders())
                    .containsEntry("x-of-its-sender", "kept")
                    .containsEntry("x-exception-reason", "malformed")
                    .containsEntry("x-exception-route", "invoice-issuing")
                    .containsKey("x-exception-message");
        } finally {
            camel.getRouteController().startRoute("dead-letter-store");
        }
    }

    /** A message that was parked for a reason that has been mended since; the letter's id. */
    private Object parked(ObjectNode event) {
        MessageProperties properties = OrdersSimulator.properties(id(event));
        properties.setHeader("x-exception-reason", "business-rule");
        orders.bury(event.toString().getBytes(StandardCharsets.UTF_8), properties);
        return orders.deadLetter(id(event)).get("id");
    }

    private void assertWaitsForTheBroker(Answer answer) {
        answer.problem(503);
        assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
    }

    @Test
    void deadLetterReplayLeavesALetterWaitingThatTheBrokerDoesNotTake() {
        OperatorClient client = new OperatorClient(port);
        ObjectNode event = event();
        Object letter = parked(event);
        beforeReplaying.next(
                id(event),
                exchange -> {
                    throw new AmqpConnectException(new IOException("broker away"));
                },
                exchange -> exchange.getMessage()
                        .setHeader(SpringRabbitMQConstants.ROUTING_OVERRIDE_KEY, "no.queue.has.this.name"));

        for (int attempt = 1; attempt <= 2; attempt++) {
            assertWaitsForTheBroker(client.post("/dead-letters/" + letter + "/replay", null));
            assertThat(client.letter(letter).get("status").asText()).isEqualTo("waiting");
            assertThat(client.letter(letter).get("actions"))
                    .as("who tried is kept")
                    .hasSize(attempt);
        }

        assertThat(client.replay(letter).get("status").asText()).isEqualTo("replayed");
        orders.invoice(order(event));
    }

    @Test
    void deadLetterReplayDoesNoHarmWhereItCannotMarkWhatIsPublished() {
        OperatorClient client = new OperatorClient(port);
        ObjectNode event = event();
        Object letter = parked(event);
        beforeMarking.fail(letter.toString(), new DataAccessResourceFailureException("database away"));

        assertWaitsForTheBroker(client.post("/dead-letters/" + letter + "/replay", null));
        orders.invoice(order(event));
        assertThat(client.letter(letter).get("status").asText()).isEqualTo("waiting");
        assertThat(client.letter(letter).at("/actions/0/operator").asText()).isEqualTo(OperatorClient.NAME);

        assertThat(client.replay(letter).get("status").asText()).isEqualTo("replayed");
        orders.announcement(order(event));
        assertThat(orders.numbers(event.at("/data/merchant").asText())).containsExactly(1L);
        assertThat(orders.deadLetters(id(event))).hasSize(1);
    }

    /** The consumer is quicker than the mark: what it parks again must not be taken for done. */
    @Test
    void deadLetterReplayDoesNotMarkWhatWasParkedAgainMeanwhile() {
        OperatorClient client = new OperatorClient(port);
        ObjectNode event = event();
        orders.publish(event, event.toString().replace("\"BRL\"", "\"BRLX\""));
        Object letter = orders.deadLetter(id(event)).get("id");
        beforeMarking.next(
                letter.toString(),
                exchange -> OrdersSimulator.await()
                        .until(() -> orders.deadLetter(id(event)).get("times").equals(2)));

        JsonNode answer = client.replay(letter);

        assertThat(answer.get("status").asText()).isEqualTo("waiting");
        assertThat(answer.get("attempts").intValue()).isEqualTo(2);
        assertThat(answer.get("actions")).as("it was replayed all the same").hasSize(1);
    }

    @Test
    void deadLetterReplayOfAReasonKeepsWhatWasTakenWhenTheBrokerRefusesOne() {
        OperatorClient client = new OperatorClient(port);
        jdbc.update("update dead_letters set status = 'discarded' where reason = 'business-rule'");
        List<ObjectNode> events = List.of(event(), event(), event());
        List<Object> letters = events.stream().map(this::parked).toList();
        beforeReplaying.next(
                id(events.get(1)),
                exchange -> exchange.getMessage()
                        .setHeader(SpringRabbitMQConstants.ROUTING_OVERRIDE_KEY, "no.queue.has.this.name"));

        assertWaitsForTheBroker(client.post("/dead-letters/replay", "{\"reason\": \"business-rule\"}"));

        assertThat(letters)
                .extracting(letter -> client.letter(letter).get("status").asText())
                .containsExactly("replayed", "waiting", "replayed");
        assertThat(client.replayAll("business-rule", 10))
                .isEqualTo(OrdersSimulator.json("{\"replayed\": 1, \"waiting\": 0}"));
        events.forEach(event -> orders.invoice(order(event)));
    }

    private Answer get(String path) {
        return Api.at(port).as("demo").get(path);
    }

    @Test
    void lookupAsksToComeAgainWhileTheDatabaseIsAway() {
        Map<String, Faults> lookups =
                Map.of("/invoices", beforeListing, "/invoices/" + UUID.randomUUID(), beforeLookup);
        lookups.forEach((path, lookup) -> {
            lookup.fail(
                    "demo", new DataAccessResourceFailureException("connection to 10.0.0.1 refused: select secret"));

            Answer answer = get(path);

            assertThat(answer.status()).as(answer.body()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            JsonNode problem = answer.json();
            assertThat(problem.get("status").intValue()).isEqualTo(503);
            assertThat(problem.get("traceId").asText()).matches("[0-9a-f]{32}");
            assertThat(problem.get("instance").asText()).isEqualTo(path);
            assertThat(answer.body()).doesNotContain("10.0.0.1", "select", "Exception");
        });
        assertThat(get("/invoices").status()).isEqualTo(200);
    }

    @Test
    void lookupTellsNothingOfAFailureOfOurs() {
        beforeListing.fail("demo", new IllegalStateException("caravana.invoices.Secret: select password from users"));

        Answer answer = get("/invoices");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().get("traceId").asText()).matches("[0-9a-f]{32}");
        assertThat(answer.header("Retry-After")).isEmpty();
        assertThat(answer.body()).doesNotContain("Secret", "password", "Exception", "caravana");
    }

    @Test
    void nothingWaitsInTheOutboxInTheEnd() {
        UUID order = orders.place(OrdersSimulator.newMerchant());
        orders.announcement(order);

        OrdersSimulator.await().until(() -> jdbc.queryForObject("select count(*) from outbox", Integer.class) == 0);
    }
}
