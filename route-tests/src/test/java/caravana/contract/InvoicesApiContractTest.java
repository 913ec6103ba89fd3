package caravana.contract;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.Answer;
import caravana.fixture.InvoicesTest;
import caravana.invoices.OrdersSimulator;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

@InvoicesTest
class InvoicesApiContractTest extends ServedContract {

    private static final String MERCHANT = "X-Consumer-Custom-ID";
    private static final String GROUPS = "X-Consumer-Groups";
    private static final String NO_LETTER = "/dead-letters/01a203c5-6dfb-3c4e-9f0a-5b1d2e3f4a5b";

    @Autowired
    private ApplicationContext invoices;

    @Override
    String contractFile() {
        return "invoices/contract/invoices-api.yaml";
    }

    @Test
    void answersAnInvoiceAndPagesAsPromised() {
        String merchant = "contract-" + UUID.randomUUID();
        JsonNode older = issued(merchant);
        JsonNode newer = issued(merchant);

        JsonNode one = contract()
                .check(
                        "GET",
                        "/invoices/{id}",
                        client().get("/invoices/" + older.get("id").textValue(), MERCHANT, merchant));
        assertThat(one).isEqualTo(older);
        assertThat(one.get("number").textValue()).endsWith("-000001");

        JsonNode first = contract().check("GET", "/invoices", client().get("/invoices?limit=1", MERCHANT, merchant));
        assertThat(first.at("/items/0")).isEqualTo(newer);
        JsonNode second = contract()
                .check(
                        "GET",
                        "/invoices",
                        client().get(
                                        "/invoices?limit=1&cursor="
                                                + first.get("next").textValue(),
                                        MERCHANT,
                                        merchant));
        assertThat(second.at("/items/0")).isEqualTo(older);
        assertThat(second.get("next").isNull()).isTrue();
    }

    @Test
    void answersAnEmptyListWithoutAnInvoice() {
        JsonNode none = contract()
                .check(
                        "GET",
                        "/invoices",
                        client().get("/invoices?orderId=" + UUID.randomUUID(), MERCHANT, "contract"));
        assertThat(none.get("items")).isEmpty();
        assertThat(none.get("next").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "400, /invoices, /invoices?limit=10000, application/json, contract",
        "400, /invoices, /invoices?cursor=nonsense, application/json, contract",
        "400, /invoices, /invoices?orderId=42, application/json, contract",
        "401, /invoices, /invoices, application/json,",
        "406, /invoices, /invoices, application/xml, contract",
        "400, /invoices/{id}, /invoices/42, application/json, contract",
        "401, /invoices/{id}, /invoices/01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b, application/json,",
        "404, /invoices/{id}, /invoices/01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b, application/json, contract",
        "406, /invoices/{id}, /invoices/01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b, application/xml, contract"
    })
    void answersProblemsAsPromised(int status, String path, String target, String accept, String merchant) {
        Answer answer = client().get(target, Headers.of(null, accept, MERCHANT, merchant));
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        JsonNode problem = contract().check("GET", path, answer);
        assertThat(problem.has("errors")).isEqualTo(status == 400);
        assertThat(problem.get("instance").textValue()).isEqualTo(target.replaceFirst("\\?.*", ""));
    }

    @Test
    void answersAWrongMethodAsPromised() {
        Answer answer = client().send("DELETE", "/invoices", null, MERCHANT, "contract");
        assertThat(answer.status()).isEqualTo(405);
        contract().check("GET", "/invoices", answer);
        assertThat(answer.header("Allow")).contains("GET");
    }

    @Test
    void answersDeadLetterRequestsAsPromised() {
        String replayed = parked("{\"text\": \"é\"}".getBytes(StandardCharsets.UTF_8));
        String discarded = parked(new byte[] {(byte) 0xff});
        JsonNode page = contract()
                .check("GET", "/dead-letters", client().get("/dead-letters?limit=1&status=waiting", operator()));
        assertThat(page.at("/items/0/id").textValue()).isEqualTo(discarded);
        assertThat(page.get("next").isTextual()).isTrue();
        JsonNode one =
                contract().check("GET", "/dead-letters/{id}", client().get("/dead-letters/" + replayed, operator()));
        assertThat(one.get("payload").textValue()).contains("é");

        contract()
                .check(
                        "POST",
                        "/dead-letters/{id}/discard",
                        operate("/dead-letters/" + discarded + "/discard", "{\"comment\": \"nothing to save\"}"));
        contract().check("POST", "/dead-letters/{id}/replay", operate("/dead-letters/" + replayed + "/replay", null));
        contract()
                .check(
                        "POST",
                        "/dead-letters/replay",
                        operate("/dead-letters/replay", "{\"reason\": \"contract\", \"limit\": 1}"));

        Answer conflict = operate("/dead-letters/" + discarded + "/replay", null);
        assertThat(conflict.status()).isEqualTo(409);
        contract().check("POST", "/dead-letters/{id}/replay", conflict);
        Answer tooLarge = operate("/dead-letters/" + discarded + "/discard", " ".repeat(17 * 1024));
        assertThat(tooLarge.status()).isEqualTo(413);
        contract().check("POST", "/dead-letters/{id}/discard", tooLarge);
    }

    private static String[] operator() {
        return new String[] {MERCHANT, "maria", GROUPS, "operators"};
    }

    private Answer operate(String path, String body) {
        return client().send(
                        "POST", path, body, "Content-Type", "application/json", MERCHANT, "maria", GROUPS, "operators");
    }

    /** Publishes a message that is not an order, and returns the id of its dead letter. */
    private String parked(byte[] payload) {
        OrdersSimulator orders = new OrdersSimulator(invoices);
        String message = UUID.randomUUID().toString();
        orders.publish(payload, OrdersSimulator.properties(message));
        return orders.deadLetter(message).get("id").toString();
    }

    @ParameterizedTest
    @CsvSource({
        "400, GET, /dead-letters, /dead-letters?reason=x, , application/json, operators",
        "400, GET, /dead-letters, /dead-letters?status=x, , application/json, operators",
        "403, GET, /dead-letters, /dead-letters, , application/json, merchants",
        "406, GET, /dead-letters, /dead-letters, , application/xml, operators",
        "400, GET, /dead-letters/{id}, /dead-letters/42, , application/json, operators",
        "403, GET, /dead-letters/{id}, " + NO_LETTER + ", , application/json, merchants",
        "404, GET, /dead-letters/{id}, " + NO_LETTER + ", , application/json, operators",
        "406, GET, /dead-letters/{id}, " + NO_LETTER + ", , application/xml, operators",
        "400, POST, /dead-letters/replay, /dead-letters/replay, application/json, application/json, operators",
        "403, POST, /dead-letters/replay, /dead-letters/replay, application/json, application/json, merchants",
        "406, POST, /dead-letters/replay, /dead-letters/replay, application/json, application/xml, operators",
        "415, POST, /dead-letters/replay, /dead-letters/replay, text/plain, application/json, operators",
        "400, POST, /dead-letters/{id}/replay, /dead-letters/42/replay, , application/json, operators",
        "403, POST, /dead-letters/{id}/replay, " + NO_LETTER + "/replay, , application/json, merchants",
        "404, POST, /dead-letters/{id}/replay, " + NO_LETTER + "/replay, , application/json, operators",
        "406, POST, /dead-letters/{id}/replay, " + NO_LETTER + "/replay, , application/xml, operators",
        "400, POST, /dead-letters/{id}/discard, " + NO_LETTER
                + "/discard, application/json, application/json, operators",
        "403, POST, /dead-letters/{id}/discard, " + NO_LETTER
                + "/discard, application/json, application/json, merchants",
        "406, POST, /dead-letters/{id}/discard, " + NO_LETTER
                + "/discard, application/json, application/xml, operators",
        "415, POST, /dead-letters/{id}/discard, " + NO_LETTER + "/discard, text/plain, application/json, operators"
    })
    void answersProblemsToOperatorsAsPromised(
            int status, String method, String path, String target, String contentType, String accept, String groups) {
        String body = contentType == null ? null : "{\"limit\": 5}";
        List<String> headers = new ArrayList<>(List.of(Headers.of(contentType, accept, MERCHANT, "maria")));
        headers.addAll(List.of(GROUPS, groups));

        Answer answer = client().send(method, target, body, headers.toArray(String[]::new));

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        JsonNode problem = contract().check(method, path, answer);
        assertThat(problem.has("errors")).isEqualTo(status == 400);
        assertThat(problem.get("instance").textValue()).isEqualTo(target.replaceFirst("\\?.*", ""));
    }

    private JsonNode issued(String merchant) {
        UUID order = UUID.randomUUID();
        EventsOnTheBroker.ofInvoices(invoices).sendOrderPlaced(order, merchant);
        return Awaitility.await()
                .atMost(EventsOnTheBroker.TIMEOUT)
                .until(
                        () -> contract()
                                .check(
                                        "GET",
                                        "/invoices",
                                        client().get("/invoices?orderId=" + order, MERCHANT, merchant))
                                .get("items"),
                        items -> !items.isEmpty())
                .get(0);
    }
}
