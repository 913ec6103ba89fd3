package caravana.invoices.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.Answer;
import caravana.fixture.Api;
import caravana.fixture.InvoicesTest;
import caravana.invoices.Operator;
import caravana.invoices.OperatorClient;
import caravana.invoices.OrdersSimulator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

@InvoicesTest
class DeadLetterLookupRouteTest {

    private static final String UNKNOWN = "01a203c5-6eeb-3a1b-8c2d-3e4f5a6b7c8d";

    @Autowired
    private ApplicationContext invoices;

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

    /** Letters named by their message ids, one a second. */
    private void insert(String reason, String status, int from, int to) {
        jdbc.update("""
                insert into dead_letters (id, message_id, reason, status, payload, last_at)
                select gen_random_uuid(), number, ?, ?, '',
                       timestamptz '2026-11-22T15:00:00.000001Z' + number * interval '1 s'
                from generate_series(?, ?) as number""", reason, status, from, to);
    }

    private static List<String> names(Iterable<JsonNode> letters) {
        List<String> names = new ArrayList<>();
        letters.forEach(letter -> names.add(letter.get("messageId").asText()));
        return names;
    }

    private List<String> list(String query) {
        JsonNode page = client.get("/dead-letters" + query).ok();
        assertThat(page.get("next").isNull()).isTrue();
        return names(page.get("items"));
    }

    @Test
    void answersAParkedMessageWithAllThatIsKnownOfIt() {
        ObjectNode event = OrdersSimulator.event(UUID.randomUUID(), "demo");
        String broken = event.toString().replace("\"BRL\"", "\"reais: ç\"");
        orders.publish(event, broken);
        Map<String, Object> stored = orders.deadLetter(event.get("id").asText());

        JsonNode letter = client.letter(stored.get("id"));

        ObjectNode expected = OrdersSimulator.json("""
                {"id": "%s", "messageId": %s, "reason": "contract", "attempts": 1, "failedRoute": "invoice-issuing",
                 "contentType": "application/cloudevents+json", "firstAt": "%s", "lastAt": "%s", "status": "waiting",
                 "traceId": "%s", "actions": []}""".formatted(
                        stored.get("id"),
                        event.get("id"),
                        ((Timestamp) stored.get("first_at")).toInstant(),
                        ((Timestamp) stored.get("last_at")).toInstant(),
                        OrdersSimulator.traceId(event)));
        expected.put("error", (String) stored.get("error")).put("payload", broken);
        assertThat(letter).isEqualTo(expected);
        assertThat(letter.get("error").asText()).contains("currency");
    }

    @Test
    void answersWhatIsNoTextAsBase64() {
        byte[] payload = {(byte) 0xff, 0, 1, (byte) 0xc3};
        MessageProperties message = OrdersSimulator.properties(UUID.randomUUID().toString());
        orders.publish(payload, message);

        JsonNode letter =
                client.letter(orders.deadLetter(message.getMessageId()).get("id"));

        assertThat(letter.get("reason").asText()).isEqualTo("malformed");
        assertThat(letter.has("payload")).isFalse();
        assertThat(Base64.getDecoder().decode(letter.get("payloadBase64").asText()))
                .isEqualTo(payload);
    }

    @Test
    void answersALetterOfWhichNothingButThePayloadIsKnown() {
        MessageProperties nothing = new MessageProperties();
        nothing.setContentType(null);
        byte[] payload = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
        orders.bury(payload, nothing);
        Map<String, Object> stored = OrdersSimulator.await()
                .until(() -> orders.deadLettersByPayload(payload), found -> !found.isEmpty())
                .get(0);

        JsonNode letter = client.letter(stored.get("id"));

        for (String unknown : List.of("messageId", "failedRoute", "traceId")) {
            assertThat(letter.has(unknown)).isTrue();
            assertThat(letter.get(unknown).isNull()).as(unknown).isTrue();
        }
        assertThat(letter.get("reason").asText()).isEqualTo("delivery-limit");
    }

    @Test
    void listsWhatWasDeadLetteredLastFirstWithoutPayloads() {
        insert("contract", "waiting", 1, 3);

        JsonNode page = client.get("/dead-letters").ok();

        assertThat(names(page.get("items"))).containsExactly("3", "2", "1");
        JsonNode newest = page.at("/items/0");
        assertThat(newest.get("lastAt").asText()).isEqualTo("2026-11-22T15:00:03.000001Z");
        assertThat(newest.has("error")).isTrue();
        assertThat(newest.has("payload")).isFalse();
        assertThat(newest.has("payloadBase64")).isFalse();
        assertThat(newest.has("actions")).isFalse();
    }

    @Test
    void filtersByReasonAndStatus() {
        insert("contract", "waiting", 1, 2);
        insert("contract", "replayed", 3, 3);
        insert("malformed", "waiting", 4, 4);
        insert("malformed", "discarded", 5, 5);

        assertThat(list("")).containsExactly("5", "4", "3", "2", "1");
        assertThat(list("?reason=contract")).containsExactly("3", "2", "1");
        assertThat(list("?status=waiting")).containsExactly("4", "2", "1");
        assertThat(list("?reason=malformed&status=discarded")).containsExactly("5");
        assertThat(list("?reason=business-rule")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 200})
    void pagesWithoutGapAndRepetition(int limit) {
        insert("contract", "waiting", 1, 5);
        // at the very same time
        jdbc.update("update dead_letters set last_at = timestamptz '2026-11-22T16:00:00.5Z' where message_id <> '5'");
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = client.get("/dead-letters?limit=" + limit + cursor).ok();
            assertThat(page.get("items").size()).isLessThanOrEqualTo(limit);
            seen.addAll(names(page.get("items")));
            cursor = page.get("next").isNull()
                    ? null
                    : "&cursor=" + page.get("next").asText();
        } while (cursor != null);

        assertThat(seen).containsExactlyInAnyOrder("1", "2", "3", "4", "5").endsWith("5");
    }

    @Test
    void answersFiftyWhereNothingIsSaid() {
        insert("contract", "waiting", 1, 51);

        assertThat(client.get("/dead-letters").ok().get("items")).hasSize(50);
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, /limit",
        "limit=201, /limit",
        "cursor=, /cursor",
        "cursor=x, /cursor",
        "cursor=AAAA, /cursor",
        "cursor=__________________________________________8, /cursor",
        "cursor=f_________________________________________8, /cursor",
        "reason=, /reason",
        "reason=Contract, /reason",
        "status=parked, /status",
        "status=waiting%00, /status"
    })
    void refusesAWrongParameterByItsName(String query, String pointer) {
        JsonNode problem = client.get("/dead-letters?" + query).problem(400);

        assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo(pointer);
        assertThat(problem.at("/errors/0/detail").asText()).isNotBlank();
    }

    @Test
    void refusesAnIdThatIsNoUuidAndKnowsNoOther() {
        assertThat(client.get("/dead-letters/replay")
                        .problem(400)
                        .at("/errors/0/pointer")
                        .asText())
                .isEqualTo("/id");
        client.get("/dead-letters/" + UNKNOWN).problem(404);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /dead-letters",
        "GET, /dead-letters/" + UNKNOWN,
        "POST, /dead-letters/replay",
        "POST, /dead-letters/" + UNKNOWN + "/replay",
        "POST, /dead-letters/" + UNKNOWN + "/discard"
    })
    void letsInOperatorsOnly(String method, String path) {
        for (String groups :
                List.of("", "merchants", "operatorsx", "Operators", "no operators", "merchants,operator")) {
            JsonNode problem = send(client.in(groups), method, path).problem(403);
            assertThat(problem.get("detail").asText()).contains("operators");
        }
        send(Api.at(port).with(Operator.GROUPS_HEADER, "operators"), method, path)
                .problem(401);

        for (String groups : List.of("operators", "merchants, operators", "operators,merchants")) {
            assertThat(send(client.in(groups), method, path).status()).isIn(200, 400, 404);
        }
    }

    private static Answer send(Api invoices, String method, String path) {
        return method.equals("POST") ? invoices.post(path, "{}") : invoices.get(path);
    }

    @Test
    void takesNoGroupFromAQueryString() {
        String path = "/dead-letters?" + Operator.GROUPS_HEADER + "=operators";
        client.in("merchants").get(path).problem(403);
        Api.at(port).as(OperatorClient.NAME).get(path).problem(403);
    }

    @Test
    void refusesOtherMethodsAndOtherAnswersThanJson() {
        Api operator = client.in("operators");
        operator.send("DELETE", "/dead-letters", null).problem(405);
        operator.send("DELETE", "/dead-letters/" + UNKNOWN, null).problem(405);
        operator.get("/dead-letters", "Accept", "text/html").problem(406);
    }
}
