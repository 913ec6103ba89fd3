package caravana.invoices.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.Answer;
import caravana.fixture.Api;
import caravana.fixture.InvoicesTest;
import caravana.invoices.OrdersSimulator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

@InvoicesTest
class InvoiceLookupRouteTest {

    @Autowired
    private ApplicationContext invoices;

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcTemplate jdbc;

    private OrdersSimulator orders;

    @BeforeEach
    void setUp() {
        orders = new OrdersSimulator(invoices);
    }

    private Answer get(String merchant, String pathAndQuery) {
        return Api.at(port).as(merchant).get(pathAndQuery);
    }

    private JsonNode found(String merchant, String pathAndQuery) {
        return get(merchant, pathAndQuery).ok();
    }

    private List<JsonNode> allPages(String merchant, int limit) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = found(merchant, "/invoices?limit=" + limit + cursor);
            assertThat(page.get("items").size()).isLessThanOrEqualTo(limit);
            page.get("items").forEach(all::add);
            cursor = page.get("next").isNull()
                    ? null
                    : "&cursor=" + page.get("next").asText();
        } while (cursor != null);
        return all;
    }

    private static List<String> numbers(List<JsonNode> invoices) {
        return invoices.stream()
                .map(invoice -> invoice.get("number").asText().substring(5))
                .toList();
    }

    private void insertNumbered(String merchant, int year, int from, int to) {
        jdbc.update("""
                insert into invoices (id, order_id, merchant, currency, total, customer, lines, traceparent,
                                      issued_event_id,
                                      number_year, number_sequence, issued_at)
                select gen_random_uuid(), gen_random_uuid(), ?, 'BRL', 1.00, '{}', '[]',
                       '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', gen_random_uuid(),
                       ?, number, timestamptz '2026-11-22T15:00:00Z'
                from generate_series(?, ?) as number""", merchant, year, from, to);
    }

    @Test
    void answersAnInvoice() {
        String merchant = OrdersSimulator.newMerchant();
        UUID order = UUID.randomUUID();
        ObjectNode event = OrdersSimulator.event(order, merchant);
        orders.publish(event);
        Map<String, Object> stored = orders.invoice(order);

        JsonNode invoice = found(merchant, "/invoices/" + stored.get("id"));

        assertThat(invoice).isEqualTo(OrdersSimulator.json("""
                {"id": "%s", "number": "%s-000001", "merchant": "%s", "orderId": "%s",
                 "status": "issued", "customer": %s,
                 "currency": "BRL",
                 "lines": [{"sku": "KB-101", "description": "Keyboard", "quantity": 2, "unitPrice": "199.90",
                            "net": "399.80"}],
                 "total": "399.80", "issuedAt": "%s", "traceId": "%s"}""".formatted(
                        stored.get("id"),
                        stored.get("number_year"),
                        merchant,
                        order,
                        event.at("/data/customer"),
                        ((Timestamp) stored.get("issued_at")).toInstant(),
                        OrdersSimulator.traceId(event))));
    }

    @Test
    void doesNotEchoTheHeadersOfTheRequest() {
        String merchant = OrdersSimulator.newMerchant();
        for (String path : List.of("/invoices", "/invoices/" + UUID.randomUUID())) {
            assertThat(Api.at(port)
                            .as(merchant)
                            .get(path, "X-Secret", "s")
                            .headers()
                            .map())
                    .doesNotContainKeys("x-consumer-custom-id", "x-secret", "id", "user-agent");
        }
    }

    @Test
    void findsTheInvoiceOfAnOrder() {
        String merchant = OrdersSimulator.newMerchant();
        UUID order = orders.place(merchant);
        orders.invoice(order);
        orders.invoice(orders.place(merchant));

        JsonNode page = found(merchant, "/invoices?orderId=" + order);

        assertThat(page.get("items")).hasSize(1);
        assertThat(page.at("/items/0/orderId").asText()).isEqualTo(order.toString());
        assertThat(page.has("next")).isTrue();
        assertThat(page.get("next").isNull()).isTrue();
        assertThat(found(merchant, "/invoices/" + page.at("/items/0/id").asText()))
                .isEqualTo(page.at("/items/0"));
    }

    @Test
    void answersAnEmptyListUntilTheInvoiceIsThere() {
        JsonNode page = found(OrdersSimulator.newMerchant(), "/invoices?orderId=" + UUID.randomUUID());

        assertThat(page).isEqualTo(OrdersSimulator.json("{\"items\": [], \"next\": null}"));
    }

    /** The lock keeps the numbering of this merchant, and of all in the same batch, from going on. */
    @Test
    void hidesAnInvoiceUntilItHasItsNumber() {
        String merchant = OrdersSimulator.newMerchant();
        orders.invoice(orders.place(merchant));
        UUID order = UUID.randomUUID();
        orders.whileCounterIsLocked(merchant, () -> {
            orders.publish(OrdersSimulator.event(order, merchant));
            OrdersSimulator.await().until(() -> !orders.invoices(order).isEmpty());

            assertThat(found(merchant, "/invoices?orderId=" + order).get("items"))
                    .isEmpty();
            assertThat(found(merchant, "/invoices").get("items")).hasSize(1);
            get(merchant, "/invoices/" + orders.invoices(order).get(0).get("id"))
                    .problem(404);
        });

        orders.invoice(order);
        assertThat(found(merchant, "/invoices?orderId=" + order).get("items")).hasSize(1);
    }

    @Test
    void showsAMerchantNothingOfAnother() {
        String merchant = OrdersSimulator.newMerchant();
        UUID order = orders.place(merchant);
        Object id = orders.invoice(order).get("id");
        String other = OrdersSimulator.newMerchant();

        assertThat(get(other, "/invoices/" + id).problem(404).get("detail"))
                .as("the same answer as for an invoice that does not exist")
                .isEqualTo(get(other, "/invoices/" + UUID.randomUUID())
                        .problem(404)
                        .get("detail"));
        assertThat(found(other, "/invoices?orderId=" + order).get("items")).isEmpty();
        assertThat(found(other, "/invoices").get("items")).isEmpty();
        assertThat(found(merchant, "/invoices/" + id).get("merchant").asText()).isEqualTo(merchant);
    }

    @Test
    void listsTheHighestNumberFirst() {
        String merchant = OrdersSimulator.newMerchant();
        insertNumbered(merchant, 2025, 1, 2);
        insertNumbered(merchant, 2026, 1, 3);

        assertThat(found(merchant, "/invoices").get("items"))
                .extracting(invoice -> invoice.get("number").asText())
                .containsExactly("2026-000003", "2026-000002", "2026-000001", "2025-000002", "2025-000001");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 200})
    void pagesWithoutGapAndRepetition(int limit) {
        String merchant = OrdersSimulator.newMerchant();
        insertNumbered(merchant, 2025, 999_999, 1_000_000);
        insertNumbered(merchant, 2026, 1, 4);

        assertThat(numbers(allPages(merchant, limit)))
                .containsExactly("000004", "000003", "000002", "000001", "1000000", "999999");
    }

    @Test
    void pagesOnBelowTheCursorWhileNewInvoicesComeIn() {
        String merchant = OrdersSimulator.newMerchant();
        insertNumbered(merchant, 2026, 1, 4);
        JsonNode first = found(merchant, "/invoices?limit=2");
        insertNumbered(merchant, 2026, 5, 9);

        JsonNode second =
                found(merchant, "/invoices?limit=2&cursor=" + first.get("next").asText());

        assertThat(second.get("items"))
                .extracting(invoice -> invoice.get("number").asText())
                .containsExactly("2026-000002", "2026-000001");
        assertThat(second.get("next").isNull()).isTrue();
    }

    @Test
    void answersFiftyWhereNothingIsSaidAndTwoHundredAtMost() {
        String merchant = OrdersSimulator.newMerchant();
        insertNumbered(merchant, 2026, 1, 201);

        assertThat(found(merchant, "/invoices").get("items")).hasSize(50);
        assertThat(found(merchant, "/invoices?limit=200").get("items")).hasSize(200);
        assertThat(allPages(merchant, 200)).hasSize(201);
    }

    @Test
    void usesNobodyElsesCursorAsAKey() {
        String merchant = OrdersSimulator.newMerchant();
        insertNumbered(merchant, 2026, 1, 3);
        String cursor = found(merchant, "/invoices?limit=1").get("next").asText();

        assertThat(found(OrdersSimulator.newMerchant(), "/invoices?cursor=" + cursor)
                        .get("items"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, /limit",
        "limit=201, /limit",
        "limit=10000, /limit",
        "limit=-1, /limit",
        "limit=ten, /limit",
        "limit=1.0, /limit",
        "limit=, /limit",
        "limit=99999999999999999999, /limit",
        "cursor=, /cursor",
        "cursor=x, /cursor",
        "cursor=%00, /cursor",
        "cursor=AAAA, /cursor",
        "cursor=AAAAAAAAAAAAAAAA, /cursor",
        "orderId=, /orderId",
        "orderId=42, /orderId",
        "orderId=1-1-1-1-1, /orderId",
        "orderId=%27%20or%201%3D1, /orderId"
    })
    void refusesAWrongParameterByItsName(String query, String pointer) {
        JsonNode problem =
                get(OrdersSimulator.newMerchant(), "/invoices?" + query).problem(400);

        assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo(pointer);
        assertThat(problem.at("/errors/0/detail").asText()).isNotBlank();
        assertThat(problem.get("instance").asText()).isEqualTo("/invoices");
    }

    @ParameterizedTest
    @ValueSource(strings = {"42", "x", "1-1-1-1-1", "%01", "null", "%7B%7D", "01a203c5-6eeb-7a1b-8c2d-3e4f5a6b7c8d0"})
    void refusesAnIdThatIsNoUuid(String id) {
        JsonNode problem = get(OrdersSimulator.newMerchant(), "/invoices/" + id).problem(400);

        assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo("/id");
    }

    @Test
    void knowsNoInvoiceOfAnUnknownId() {
        String path = "/invoices/" + UUID.randomUUID();

        assertThat(get(OrdersSimulator.newMerchant(), path)
                        .problem(404)
                        .get("instance")
                        .asText())
                .isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/invoice", "/invoices/1/lines", "/actuator/health", "/error"})
    void knowsNothingAtOtherPaths(String path) {
        get(OrdersSimulator.newMerchant(), path).problem(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/invoices",
                "/invoices/01a203c5-6eeb-7a1b-8c2d-3e4f5a6b7c8d",
                "/invoices?X-Consumer-Custom-ID=demo",
                "/invoices/01a203c5-6eeb-7a1b-8c2d-3e4f5a6b7c8d?X-Consumer-Custom-ID=demo&merchant=demo"
            })
    void refusesARequestWithoutAMerchant(String path) {
        Api.at(port).get(path).problem(401);
        get("  ", path).problem(401);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /invoices",
        "PUT, /invoices",
        "DELETE, /invoices",
        "PATCH, /invoices",
        "POST, /invoices/01a203c5-6eeb-7a1b-8c2d-3e4f5a6b7c8d",
        "DELETE, /invoices/01a203c5-6eeb-7a1b-8c2d-3e4f5a6b7c8d"
    })
    void refusesAMethodThatIsNotGet(String method, String path) {
        Answer answer = Api.at(port).as("demo").send(method, path, null);
        answer.problem(405);
        assertThat(answer.header("Allow")).contains("GET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/invoices", "/invoices/01a203c5-6eeb-7a1b-8c2d-3e4f5a6b7c8d"})
    void refusesToAnswerAnythingButJson(String path) {
        Api.at(port).as("demo").get(path, "Accept", "text/html").problem(406);
    }

    @Test
    void namesTheTraceOfTheRequestInAProblem() {
        String traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        for (String path : List.of("/invoices/42", "/nothing")) {
            Answer answer = Api.at(port).as("demo").get(path, "traceparent", traceparent);
            assertThat(answer.json().get("traceId").asText()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        }
    }
}
