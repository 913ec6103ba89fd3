package caravana.contract;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.Answer;
import caravana.fixture.OrdersTest;
import caravana.orders.OrderJson;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@OrdersTest
class OrdersApiContractTest extends ServedContract {

    private static final String MERCHANT = "X-Consumer-Custom-ID";
    private static final String[] JSON_REQUEST = {"Content-Type", "application/json", MERCHANT, "contract"};

    @Autowired
    private ApplicationContext orders;

    @Override
    String contractFile() {
        return "orders/contract/orders-api.yaml";
    }

    @Test
    void answersAPlacedOrderAsPromised() {
        Answer answer = client().send("POST", "/orders", OrderJson.valid().text(), JSON_REQUEST);
        assertThat(answer.status()).isEqualTo(201);
        JsonNode order = contract().check("POST", "/orders", answer);
        assertThat(answer.headers().firstValue("Location"))
                .hasValue("/orders/" + order.get("id").textValue());
    }

    @Test
    void answersAReusedIdempotencyKeyAsPromised() {
        String key = UUID.randomUUID().toString();
        contract().check("POST", "/orders", placeOnce(key, OrderJson.valid()));
        Answer answer = placeOnce(key, OrderJson.valid().withItems(2));
        assertThat(answer.status()).isEqualTo(422);
        contract().check("POST", "/orders", answer);
    }

    @Test
    void answersAnIdempotencyKeyInUseAsPromised() {
        String key = UUID.randomUUID().toString();
        Answer answer = new TransactionTemplate(orders.getBean(PlatformTransactionManager.class)).execute(another -> {
            orders.getBean(JdbcTemplate.class)
                    .queryForList("select pg_advisory_xact_lock(hashtextextended(?, 0))", "contract\n" + key);
            return placeOnce(key, OrderJson.valid());
        });
        assertThat(answer.status()).isEqualTo(409);
        contract().check("POST", "/orders", answer);
    }

    @Test
    void answersAnOrderBeforeAndAfterItsInvoiceAsPromised() {
        JsonNode placed = place();
        String path = "/orders/" + placed.get("id").textValue();
        JsonNode before = contract().check("GET", "/orders/{id}", client().get(path, MERCHANT, "contract"));
        assertThat(before).isEqualTo(placed);

        EventsOnTheBroker.ofOrders(orders)
                .sendInvoiceIssued(UUID.fromString(placed.get("id").textValue()), "contract");
        JsonNode after = Awaitility.await()
                .atMost(EventsOnTheBroker.TIMEOUT)
                .until(
                        () -> contract().check("GET", "/orders/{id}", client().get(path, MERCHANT, "contract")),
                        order -> order.get("status").textValue().equals("invoiced"));
        assertThat(after.at("/invoice/number").textValue()).isEqualTo("2026-000001");
    }

    @Test
    void answersPagesAsPromised() {
        JsonNode older = place();
        JsonNode newer = place();
        JsonNode first = contract().check("GET", "/orders", client().get("/orders?limit=1", MERCHANT, "contract"));
        assertThat(first.at("/items/0/id")).isEqualTo(newer.get("id"));
        JsonNode second = contract()
                .check(
                        "GET",
                        "/orders",
                        client().get(
                                        "/orders?limit=1&cursor="
                                                + first.get("next").textValue(),
                                        MERCHANT,
                                        "contract"));
        assertThat(second.at("/items/0/id")).isEqualTo(older.get("id"));
        JsonNode nobodys = contract().check("GET", "/orders", client().get("/orders", MERCHANT, "nobody"));
        assertThat(nobodys.get("next").isNull()).isTrue();
        assertThat(nobodys.get("items")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "400, POST, /orders, /orders, application/json, application/json, contract",
        "401, POST, /orders, /orders, application/json, application/json,",
        "406, POST, /orders, /orders, application/json, application/xml, contract",
        "415, POST, /orders, /orders, text/plain, application/json, contract",
        "400, GET, /orders, /orders?limit=0, , application/json, contract",
        "400, GET, /orders, /orders?cursor=nonsense, , application/json, contract",
        "401, GET, /orders, /orders, , application/json,",
        "406, GET, /orders, /orders, , application/xml, contract",
        "400, GET, /orders/{id}, /orders/42, , application/json, contract",
        "401, GET, /orders/{id}, /orders/01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b, , application/json,",
        "404, GET, /orders/{id}, /orders/01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b, , application/json, contract",
        "406, GET, /orders/{id}, /orders/01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b, , application/xml, contract"
    })
    void answersProblemsAsPromised(
            int status, String method, String path, String target, String contentType, String accept, String merchant) {
        String body = contentType == null ? null : "{\"currency\": 1}";
        Answer answer = client().send(method, target, body, Headers.of(contentType, accept, MERCHANT, merchant));
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        JsonNode problem = contract().check(method, path, answer);
        assertThat(problem.has("errors")).isEqualTo(status == 400);
        assertThat(problem.get("instance").textValue()).isEqualTo(target.replaceFirst("\\?.*", ""));
    }

    @Test
    void answersAnOverlongBodyAsPromised() {
        Answer answer = client().send("POST", "/orders", " ".repeat(513 * 1024), JSON_REQUEST);
        assertThat(answer.status()).isEqualTo(413);
        contract().check("POST", "/orders", answer);
    }

    @Test
    void answersAWrongMethodAsPromised() {
        Answer answer = client().send("DELETE", "/orders", null, MERCHANT, "contract");
        assertThat(answer.status()).isEqualTo(405);
        contract().check("GET", "/orders", answer);
        assertThat(answer.header("Allow")).contains("GET").contains("POST");
    }

    private Answer placeOnce(String key, OrderJson order) {
        return client().send(
                        "POST",
                        "/orders",
                        order.text(),
                        "Content-Type",
                        "application/json",
                        MERCHANT,
                        "contract",
                        "Idempotency-Key",
                        key);
    }

    private JsonNode place() {
        return contract()
                .check(
                        "POST",
                        "/orders",
                        client().send("POST", "/orders", OrderJson.valid().text(), JSON_REQUEST));
    }
}
