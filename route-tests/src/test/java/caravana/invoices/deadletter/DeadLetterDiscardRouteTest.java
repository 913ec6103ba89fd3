package caravana.invoices.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.InvoicesTest;
import caravana.invoices.OperatorClient;
import caravana.invoices.OrdersSimulator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

@InvoicesTest
class DeadLetterDiscardRouteTest {

    private final OrdersSimulator orders;
    private final OperatorClient client;
    private final JdbcTemplate jdbc;

    DeadLetterDiscardRouteTest(
            @Autowired ApplicationContext invoices, @LocalServerPort int port, @Autowired JdbcTemplate jdbc) {
        this.orders = new OrdersSimulator(invoices);
        this.client = new OperatorClient(port);
        this.jdbc = jdbc;
    }

    @BeforeEach
    void emptyTheTable() {
        jdbc.update("delete from dead_letter_actions");
        jdbc.update("delete from dead_letters");
    }

    private static ObjectNode event() {
        return OrdersSimulator.event(UUID.randomUUID(), OrdersSimulator.newMerchant());
    }

    private static UUID order(ObjectNode event) {
        return UUID.fromString(event.at("/data/id").asText());
    }

    @Test
    void discardsALetterWithAComment() {
        ObjectNode event = event();
        Object id = orders.parked(event, "contract");
        String comment = "Aufgelöst mit 李 \uD83D\uDE80, siehe Ticket";

        JsonNode letter = client.discard(id, comment);

        assertThat(letter.get("status").asText()).isEqualTo("discarded");
        assertThat(letter.get("actions")).hasSize(1);
        assertThat(letter.at("/actions/0/action").asText()).isEqualTo("discarded");
        assertThat(letter.at("/actions/0/operator").asText()).isEqualTo(OperatorClient.NAME);
        assertThat(letter.at("/actions/0/comment").asText()).isEqualTo(comment);
        assertThat(client.discard(id, "again")).as("unchanged").isEqualTo(letter);
        client.post("/dead-letters/" + id + "/replay", null).problem(409);
        assertThat(client.replayAll("contract", 10).get("replayed").intValue()).isZero();
        assertThat(orders.invoices(order(event))).isEmpty();
    }

    @Test
    void leavesALetterDiscardedWhoseMessageComesAgain() {
        ObjectNode event = event();
        Object id = orders.parked(event, "contract");
        client.discard(id, "an order of nobody");
        orders.bury(event, "contract");

        OrdersSimulator.await()
                .untilAsserted(() ->
                        assertThat(client.letter(id).get("attempts").intValue()).isEqualTo(2));
        assertThat(client.letter(id).get("status").asText()).isEqualTo("discarded");
    }

    @Test
    void discardsNothingThatWasReplayed() {
        ObjectNode event = event();
        Object id = orders.parked(event, "contract");
        JsonNode replayed = client.replay(id);

        client.post("/dead-letters/" + id + "/discard", "{\"comment\": \"too late\"}")
                .problem(409);

        assertThat(client.letter(id)).isEqualTo(replayed);
        orders.invoice(order(event));
    }

    @Test
    void takesACommentOfAThousandCharactersAndNoMore() {
        String rocket = "\\ud83d\\ude80";
        Object id = orders.parked(event(), "contract");

        client.post("/dead-letters/" + id + "/discard", comment(rocket.repeat(1_001)))
                .problem(400);
        client.post("/dead-letters/" + id + "/discard", comment("x".repeat(16 * 1024)))
                .problem(413);

        assertThat(client.post("/dead-letters/" + id + "/discard", comment(rocket.repeat(1_000)))
                        .ok()
                        .at("/actions/0/comment")
                        .asText())
                .isEqualTo("\ud83d\ude80".repeat(1_000));
    }

    private static String comment(String text) {
        return "{\"comment\": \"" + text + "\"}";
    }
}
