package caravana.contract;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.InvoicesTest;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
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
    void answersAnEmptyListUntilTheInvoiceIsThere() {
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
    void answersProblemsAsPromised(int status, String path, String asked, String accept, String merchant) {
        HttpResponse<String> answer = client().get(asked, Headers.of(null, accept, MERCHANT, merchant));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode problem = contract().check("GET", path, answer);
        assertThat(problem.has("errors")).isEqualTo(status == 400);
        assertThat(problem.get("instance").textValue()).isEqualTo(asked.replaceFirst("\\?.*", ""));
    }

    @Test
    void answersAWrongMethodAsPromised() {
        HttpResponse<String> answer = client().send("DELETE", "/invoices", null, MERCHANT, "contract");
        assertThat(answer.statusCode()).isEqualTo(405);
        contract().check("GET", "/invoices", answer);
        assertThat(answer.headers().firstValue("Allow").orElse("")).contains("GET");
    }

    private JsonNode issued(String merchant) {
        UUID order = UUID.randomUUID();
        EventsOnTheBroker.ofInvoices(invoices).sendOrderPlaced(order, merchant);
        return Awaitility.await()
                .atMost(EventsOnTheBroker.PATIENCE)
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
