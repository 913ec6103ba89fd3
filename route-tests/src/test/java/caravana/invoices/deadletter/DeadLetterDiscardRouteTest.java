package caravana.invoices.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.InvoicesTest;
import caravana.invoices.OnCall;
import caravana.invoices.OrdersNextDoor;
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

    private final OrdersNextDoor orders;
    private final OnCall onCall;
    private final JdbcTemplate jdbc;

    DeadLetterDiscardRouteTest(
            @Autowired ApplicationContext invoices, @LocalServerPort int port, @Autowired JdbcTemplate jdbc) {
        this.orders = new OrdersNextDoor(invoices);
        this.onCall = new OnCall(port);
        this.jdbc = jdbc;
    }

    @BeforeEach
    void moveInToAnEmptyTable() {
        jdbc.update("delete from dead_letter_actions");
        jdbc.update("delete from dead_letters");
    }

    private static ObjectNode event() {
        return OrdersNextDoor.event(UUID.randomUUID(), OrdersNextDoor.newMerchant());
    }

    private static UUID order(ObjectNode event) {
        return UUID.fromString(event.at("/data/id").asText());
    }

    @Test
    void discardsALetterWithAComment() {
        ObjectNode event = event();
        Object id = orders.parked(event, "contract");
        String comment = "Aufgelöst mit 李 \uD83D\uDE80, siehe Ticket";

        JsonNode letter = onCall.discard(id, comment);

        assertThat(letter.get("status").asText()).isEqualTo("discarded");
        assertThat(letter.get("actions")).hasSize(1);
        assertThat(letter.at("/actions/0/action").asText()).isEqualTo("discarded");
        assertThat(letter.at("/actions/0/operator").asText()).isEqualTo(OnCall.NAME);
        assertThat(letter.at("/actions/0/comment").asText()).isEqualTo(comment);
        assertThat(onCall.discard(id, "again")).as("unchanged").isEqualTo(letter);
        onCall.post("/dead-letters/" + id + "/replay", null).problem(409);
        assertThat(onCall.replayAll("contract", 10).get("replayed").intValue()).isZero();
        assertThat(orders.invoices(order(event))).isEmpty();
    }

    @Test
    void leavesALetterDiscardedWhoseMessageComesAgain() {
        ObjectNode event = event();
        Object id = orders.parked(event, "contract");
        onCall.discard(id, "an order of nobody");
        orders.bury(event, "contract");

        OrdersNextDoor.await()
                .untilAsserted(() ->
                        assertThat(onCall.letter(id).get("attempts").intValue()).isEqualTo(2));
        assertThat(onCall.letter(id).get("status").asText()).isEqualTo("discarded");
    }

    @Test
    void discardsNothingThatWasReplayed() {
        ObjectNode event = event();
        Object id = orders.parked(event, "contract");
        JsonNode replayed = onCall.replay(id);

        onCall.post("/dead-letters/" + id + "/discard", "{\"comment\": \"too late\"}")
                .problem(409);

        assertThat(onCall.letter(id)).isEqualTo(replayed);
        orders.invoice(order(event));
    }

    @Test
    void takesACommentOfAThousandCharactersAndNoMore() {
        String rocket = "\\ud83d\\ude80";
        Object id = orders.parked(event(), "contract");

        onCall.post("/dead-letters/" + id + "/discard", comment(rocket.repeat(1_001)))
                .problem(400);
        onCall.post("/dead-letters/" + id + "/discard", comment("x".repeat(16 * 1024)))
                .problem(413);

        assertThat(onCall.post("/dead-letters/" + id + "/discard", comment(rocket.repeat(1_000)))
                        .ok()
                        .at("/actions/0/comment")
                        .asText())
                .isEqualTo("\ud83d\ude80".repeat(1_000));
    }

    private static String comment(String text) {
        return "{\"comment\": \"" + text + "\"}";
    }
}
