package caravana.orders.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.Answer;
import caravana.fixture.Faults;
import caravana.fixture.OrdersTest;
import caravana.orders.OrdersClient;
import caravana.orders.Outbox;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.JdbcTemplate;

/** {@code GET /orders} and {@code GET /orders/{id}}: a merchant finds all its own orders and none of anybody else's. */
@OrdersTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderLookupRouteTest {

    private final OrdersClient client;
    private final Outbox outbox;
    private final Faults oneOrder;
    private final Faults list;
    private String merchant;

    OrderLookupRouteTest(@LocalServerPort int port, @Autowired CamelContext camel, @Autowired JdbcTemplate jdbc) {
        client = new OrdersClient(port);
        outbox = new Outbox(camel, jdbc);
        oneOrder = Faults.of(camel, OrderLookupRoute.ONE_ID, "sql:.*find-order.sql.*");
        list = Faults.of(camel, OrderLookupRoute.LIST_ID, "sql:.*list-orders.sql.*");
    }

    @AfterAll
    void letTheOutboxGo() {
        outbox.clear();
        outbox.startRelay();
    }

    @BeforeEach
    void beSomebodyNew() {
        outbox.stopRelay();
        merchant = "merchant-" + UUID.randomUUID();
    }

    @AfterEach
    void healTheDatabase() {
        oneOrder.heal();
        list.heal();
    }

    @Test
    void answersTheOrderAsItWasPlaced() {
        JsonNode order = client.placed(merchant);
        Answer answer = client.get(merchant, "/orders/" + id(order));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.json()).isEqualTo(order);
    }

    @Test
    void findsAnOrderByItsIdInCapitalLetters() {
        JsonNode order = client.placed(merchant);
        assertThat(client.get(merchant, "/orders/" + id(order).toUpperCase()).json())
                .isEqualTo(order);
    }

    @Test
    void hidesAnOrderFromOtherMerchants() {
        String path = "/orders/" + id(client.placed(merchant));
        Answer other = client.get("somebody-else", path);
        assertThat(other.problem(404, path)).isEmpty();
        String unknown = "/orders/" + UUID.randomUUID();
        assertThat(client.get(merchant, unknown).problem(404, unknown)).isEmpty();
        assertThat(other.json().path("detail"))
                .isEqualTo(client.get(merchant, unknown).json().path("detail"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "42",
                "nope",
                "0193c5c0-0000-7000-8000-00000000000",
                "0193c5c0-0000-7000-8000-0000000000000",
                "1-1-1-1-1",
                "0193c5c000007000800000000000000",
                "g193c5c0-0000-7000-8000-000000000000",
                "a%20b",
                "%7B%7D",
                "%22",
                "null"
            })
    void refusesAnIdThatIsNoUuid(String id) {
        assertThat(client.get(merchant, "/orders/" + id).problem(400, "/orders/" + id))
                .containsExactly("/id");
    }

    @Test
    void refusesALookupWithoutAMerchant() {
        String path = "/orders/" + id(client.placed(merchant));
        assertThat(client.api().get(path).problem(401, path)).isEmpty();
        String claimed = "/orders?X-Consumer-Custom-ID=" + merchant;
        assertThat(client.api().get(claimed).problem(401, "/orders")).isEmpty();
    }

    @Test
    void listsTheNewestFirst() {
        List<String> placed = place(3);
        JsonNode page = page("");
        assertThat(ids(page)).containsExactlyElementsOf(reversed(placed));
        assertThat(page.path("items").get(0))
                .isEqualTo(client.get(merchant, "/orders/" + placed.get(2)).json());
        assertThat(page.fieldNames()).toIterable().containsExactly("items", "next");
        assertThat(page.path("next").isNull()).isTrue();
    }

    @Test
    void answersAnEmptyPageToAMerchantWithoutOrders() {
        JsonNode page = page("");
        assertThat(page.path("items").isArray()).isTrue();
        assertThat(page.path("items")).isEmpty();
        assertThat(page.get("next").isNull()).isTrue();
    }

    @Test
    void holdsFiftyOrdersOnAPageUnlessAskedForMore() {
        List<String> placed = place(51);
        assertThat(ids(page(""))).containsExactlyElementsOf(reversed(placed).subList(0, 50));
        assertThat(ids(page("?limit=200"))).containsExactlyElementsOf(reversed(placed));
    }

    @ParameterizedTest(name = "{0} orders in pages of {1} are {2} pages")
    @CsvSource({"7, 3, 3", "6, 3, 2", "1, 1, 1", "3, 1, 3"})
    void leadsThroughAllOrdersWithoutGapOrRepetition(int orders, int limit, int expectedPages) {
        List<String> placed = place(orders);
        place(2, "somebody-else");
        List<String> seen = new ArrayList<>();
        int pages = 0;
        String cursor = "";
        while (cursor != null && pages <= expectedPages) {
            JsonNode page = page("?limit=" + limit + cursor);
            assertThat(page.path("items").size()).isBetween(1, limit);
            seen.addAll(ids(page));
            cursor = page.path("next").isNull()
                    ? null
                    : "&cursor=" + encoded(page.path("next").textValue());
            pages++;
        }
        assertThat(seen).containsExactlyElementsOf(reversed(placed));
        assertThat(pages).isEqualTo(expectedPages);
    }

    @Test
    void keepsItsPlaceWhileNewOrdersArrive() {
        List<String> placed = place(4);
        JsonNode first = page("?limit=2");
        String newest = id(client.placed(merchant));
        JsonNode second = page("?limit=2&cursor=" + encoded(first.path("next").textValue()));

        List<String> seen = new ArrayList<>(ids(first));
        seen.addAll(ids(second));
        assertThat(seen).containsExactlyElementsOf(reversed(placed));
        assertThat(second.path("next").isNull()).isTrue();
        assertThat(ids(page("?limit=1"))).containsExactly(newest);
    }

    @Test
    void givesACursorThatOpensNobodyElsesOrders() {
        place(2);
        String cursor = page("?limit=1").path("next").textValue();
        List<String> others = place(1, "somebody-" + merchant);
        JsonNode page = client.get("somebody-" + merchant, "/orders?cursor=" + encoded(cursor))
                .json();
        assertThat(ids(page))
                .doesNotContainAnyElementsOf(ids(page("?limit=200")))
                .isSubsetOf(others);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "201",
                "10000",
                "-1",
                "1.5",
                "1e1",
                "abc",
                "",
                "%20",
                "99999999999999999999",
                "+5",
                "%D9%A5",
                "0x10",
                "%00"
            })
    void refusesALimitThatIsNotFrom1To200(String limit) {
        assertThat(client.get(merchant, "/orders?limit=" + limit).problem(400, "/orders"))
                .containsExactly("/limit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nope",
                "",
                "%00",
                "AAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAA",
                "0193c5c0-0000-7000-8000-000000000000",
                "'%20or%201=1",
                "!!!!",
                "%C3%A9"
            })
    void refusesACursorThatItNeverGave(String cursor) {
        assertThat(client.get(merchant, "/orders?cursor=" + cursor).problem(400, "/orders"))
                .containsExactly("/cursor");
    }

    @ParameterizedTest(name = "the fault is answered {0}")
    @CsvSource({"500, false", "503, true"})
    void hidesAFailureAndAnswersOnceItHasPassed(int status, boolean databaseAway) {
        JsonNode order = client.placed(merchant);
        String path = "/orders/" + id(order);
        for (Faults faults : List.of(oneOrder, list)) {
            String asked = faults == list ? "/orders" : path;
            faults.fail(
                    1,
                    () -> databaseAway
                            ? new CannotGetJdbcConnectionException("secret")
                            : new IllegalStateException("secret of org.postgresql"));
            Answer answer = client.get(merchant, asked);
            assertThat(answer.problem(status, asked)).isEmpty();
            assertThat(answer.body()).doesNotContain("secret");
            assertThat(answer.header("Retry-After")).matches(databaseAway ? "[1-9][0-9]*" : "");

            assertThat(client.get(merchant, asked).status()).isEqualTo(200);
        }
    }

    private List<String> place(int orders) {
        return place(orders, merchant);
    }

    private List<String> place(int orders, String owner) {
        return IntStream.range(0, orders)
                .mapToObj(index -> id(client.placed(owner)))
                .toList();
    }

    private JsonNode page(String query) {
        Answer answer = client.get(merchant, "/orders" + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static List<String> ids(JsonNode page) {
        return StreamSupport.stream(page.path("items").spliterator(), false)
                .map(OrderLookupRouteTest::id)
                .toList();
    }

    private static String id(JsonNode order) {
        return order.path("id").textValue();
    }

    private static List<String> reversed(List<String> ids) {
        List<String> copy = new ArrayList<>(ids);
        Collections.reverse(copy);
        return copy;
    }

    private static String encoded(String cursor) {
        return URLEncoder.encode(cursor, StandardCharsets.UTF_8);
    }
}
