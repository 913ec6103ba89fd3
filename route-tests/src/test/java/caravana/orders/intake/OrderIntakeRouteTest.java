package caravana.orders.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import caravana.fixture.Answer;
import caravana.fixture.Faults;
import caravana.fixture.OrdersTest;
import caravana.orders.OrderJson;
import caravana.orders.OrdersClient;
import caravana.orders.Outbox;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.SQLTransientConnectionException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.JdbcTemplate;

/** {@code POST /orders}: yes means stored with its outbox row, anything else means nothing was stored. */
@OrdersTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderIntakeRouteTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final OrdersClient client;
    private final JdbcTemplate jdbc;
    private final Outbox outbox;
    private final Faults database;
    private int ordersBefore;
    private int eventsBefore;

    OrderIntakeRouteTest(@LocalServerPort int port, @Autowired CamelContext camel, @Autowired JdbcTemplate jdbc) {
        this.client = new OrdersClient(port);
        this.jdbc = jdbc;
        this.outbox = new Outbox(camel, jdbc);
        this.database = Faults.of(camel, OrderIntakeRoute.ID, "sql:.*place-order.sql.*");
    }

    @AfterAll
    void letTheOutboxGo() {
        outbox.clear();
        outbox.startRelay();
    }

    @BeforeEach
    void keepTheOutboxStillAndCount() {
        outbox.stopRelay();
        ordersBefore = orders();
        eventsBefore = outbox.size();
    }

    @AfterEach
    void healTheDatabase() {
        database.heal();
    }

    @Test
    void answersTheOrderThatItHasStored() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Answer answer = client.place("merchant-7", OrderJson.valid().text());

        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        JsonNode order = answer.json();
        assertThat(answer.header("Location"))
                .isEqualTo("/orders/" + order.path("id").textValue());
        assertThat(order.fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "status",
                        "merchant",
                        "customer",
                        "currency",
                        "items",
                        "total",
                        "placedAt",
                        "traceId",
                        "invoice");
        UUID id = UUID.fromString(order.path("id").textValue());
        assertThat(id.version()).isEqualTo(7);
        assertThat(order.path("status").textValue()).isEqualTo("placed");
        assertThat(order.path("merchant").textValue()).isEqualTo("merchant-7");
        JsonNode request = json(OrderJson.valid().text());
        assertThat(order.path("customer")).isEqualTo(request.path("customer"));
        assertThat(order.path("currency").textValue()).isEqualTo("BRL");
        assertThat(order.path("items")).isEqualTo(json("""
                [{"sku": "KB-101", "description": "Keyboard", "quantity": 2, "unitPrice": "199.90",
                  "lineTotal": "399.80"}]"""));
        assertThat(order.path("total").textValue()).isEqualTo("399.80");
        assertThat(order.path("placedAt").textValue()).matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\\.[0-9]{1,3})?Z");
        assertThat(Instant.parse(order.path("placedAt").textValue())).isBetween(before, Instant.now());
        assertThat(order.path("traceId").textValue()).matches("(?!0{32})[0-9a-f]{32}");
        assertThat(order.path("invoice").isNull()).isTrue();

        Map<String, Object> row = jdbc.queryForMap(
                "select *, cast(customer as text) as c, cast(items as text) as i from orders where id = ?", id);
        assertThat(row).containsEntry("merchant", "merchant-7").containsEntry("currency", "BRL");
        assertThat(row.get("total")).hasToString("399.80");
        assertThat(json((String) row.get("c"))).isEqualTo(order.path("customer"));
        assertThat(json((String) row.get("i"))).isEqualTo(order.path("items"));
        OffsetDateTime placedAt =
                jdbc.queryForObject("select placed_at from orders where id = ?", OffsetDateTime.class, id);
        assertThat(placedAt.toInstant())
                .isEqualTo(Instant.parse(order.path("placedAt").textValue()));
        assertThat((String) row.get("traceparent"))
                .startsWith("00-" + order.path("traceId").textValue() + "-");
        assertThat(row.get("invoice_id")).isNull();
        assertThat(outbox.attempts(id)).containsExactly(0);
        assertThat(outbox.eventId(id).version()).isEqualTo(7);
        stored(1);
    }

    @Test
    void tellsNothingOfTheRequestsHeadersBack() {
        Answer answer = client.place(OrdersClient.MERCHANT, OrderJson.valid().text(), "X-Secret", "of the client");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers().map()).doesNotContainKeys("x-secret", "x-consumer-custom-id", "breadcrumbid");
    }

    @Test
    void leavesOutWhatTheCustomerLeftOut() {
        OrderJson request = OrderJson.valid().without("/customer/taxId").without("/customer/address/region");
        JsonNode order = client.place(request.text()).json();
        assertThat(order.at("/customer/taxId").isMissingNode()).isTrue();
        assertThat(order.at("/customer/address/region").isMissingNode()).isTrue();
    }

    @ParameterizedTest(name = "{1} x {2} {0} is {4}")
    @CsvSource(textBlock = """
            BRL, 3,       0.00,            0.00,            0.00
            BRL, 1,       0,               0.00,            0.00
            BRL, 2,       199.9,           199.90,          399.80
            BRL, 1,       007.10,          7.10,            7.10
            JPY, 3,       1500,            1500,            4500
            KWD, 3,       1.005,           1.005,           3.015
            KWD, 2,       5,               5.000,           10.000
            CLF, 1,       1.0001,          1.0001,          1.0001
            BRL, 1000000, 999999999999.99, 999999999999.99, 999999999999990000.00""")
    void writesMoneyWithTheCurrencysOwnDecimals(
            String currency, int quantity, String price, String unitPrice, String total) {
        Answer answer =
                client.place(OrderJson.valid().with(currency, quantity, price).text());
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.json().at("/items/0/unitPrice").textValue()).isEqualTo(unitPrice);
        assertThat(answer.json().at("/items/0/lineTotal").textValue()).isEqualTo(total);
        assertThat(answer.json().at("/total").textValue()).isEqualTo(total);
        JsonNode asStored =
                client.get(OrdersClient.MERCHANT, answer.header("Location")).json();
        assertThat(asStored).isEqualTo(answer.json());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Zoë 東京 Ñandú",
                "👩‍👩‍👧‍👦 family",
                "عميل",
                "a\u0301 is not á",
                "\u202Eright to left",
                "line\nbreak\tand tab",
                "\"quotes\" \\ / and 'more'",
                "<script>alert(1)</script>",
                "'; drop table orders; --",
                "a\u2028b",
                "\uFFFF",
                "{}"
            })
    void keepsTextAsItWasWritten(String text) throws Exception {
        String quoted = JSON.writeValueAsString(text);
        OrderJson order = OrderJson.valid().with("/customer/name", quoted).with("/items/0/description", quoted);
        Answer answer = client.place(order.text());
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.json().at("/customer/name").textValue()).isEqualTo(text);
        JsonNode asStored =
                client.get(OrdersClient.MERCHANT, answer.header("Location")).json();
        assertThat(asStored.at("/customer/name").textValue()).isEqualTo(text);
        assertThat(asStored.at("/items/0/description").textValue()).isEqualTo(text);
    }

    @Test
    void takesAThousandItems() {
        Answer answer = client.place(OrderJson.valid().withItems(1_000).text());
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.json().path("items")).hasSize(1_000);
        assertThat(answer.json().path("total").textValue()).isEqualTo("399800.00");
    }

    @Test
    void takesABodyOfExactly512KiB() {
        String order = OrderJson.valid().text();
        assertThat(client.place(order + " ".repeat(512 * 1024 - order.length())).status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json;charset=UTF-8", "application/json; charset=utf-8", "APPLICATION/JSON"})
    void takesEverySpellingOfJson(String contentType) {
        Answer answer = client.api()
                .as(OrdersClient.MERCHANT)
                .send(
                        "POST",
                        "/orders",
                        OrderJson.valid().text(),
                        "Content-Type",
                        contentType,
                        "Accept",
                        "text/html, application/json;q=0.5");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    @Test
    void givesEachOfTwoEqualRequestsItsOwnOrder() {
        JsonNode first = client.placed(OrdersClient.MERCHANT);
        JsonNode second = client.placed(OrdersClient.MERCHANT);
        assertThat(second.path("id").textValue()).isGreaterThan(first.path("id").textValue());
        stored(2);
    }

    @Test
    void hidesAnUnexpectedFailureAndStoresNothing() {
        database.fail(1, () -> new IllegalStateException("org.postgresql.Driver: secret of select * from orders"));
        Answer answer = client.place(OrderJson.valid().text());
        assertThat(answer.problem(500, "/orders")).isEmpty();
        assertThat(answer.body()).doesNotContain("secret", "select");
        assertThat(answer.header("Retry-After")).isEmpty();
        stored(0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void asksToTryAgainWhileTheDatabaseIsAway(String fault, RuntimeException failure) {
        database.fail(1, () -> failure);
        Answer answer = client.place(OrderJson.valid().text());
        assertThat(answer.problem(503, "/orders")).isEmpty();
        assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
        stored(0);

        assertThat(client.place(OrderJson.valid().text()).status()).isEqualTo(201);
        stored(1);
    }

    static Stream<Arguments> asksToTryAgainWhileTheDatabaseIsAway() {
        return Stream.of(
                arguments(
                        "no connection",
                        new CannotGetJdbcConnectionException(
                                "Failed to obtain JDBC Connection",
                                new SQLTransientConnectionException("HikariPool-1: timeout"))),
                arguments("a timeout", new QueryTimeoutException("canceling statement due to user request")),
                arguments("a deadlock", new CannotAcquireLockException("deadlock detected")));
    }

    @ParameterizedTest(name = "SQLSTATE {0} is answered {1}")
    @CsvSource({"P0001, 500", "23514, 500", "40001, 503", "40P01, 503", "53300, 503", "57P01, 503", "08006, 503"})
    void storesNeitherOrderNorEventWhereTheOutboxFails(String sqlState, int status) {
        jdbc.execute("""
                create function outbox_fails() returns trigger language plpgsql as
                $$ begin raise exception 'secret' using errcode = '%s'; end $$""".formatted(sqlState));
        jdbc.execute("""
                create trigger outbox_fails before insert on outbox
                for each row execute function outbox_fails()""");
        try {
            Answer answer = client.place(OrderJson.valid().text());
            assertThat(answer.problem(status, "/orders")).isEmpty();
            assertThat(answer.body()).doesNotContain("secret", sqlState);
            stored(0);
        } finally {
            jdbc.execute("drop function outbox_fails() cascade");
        }
        assertThat(client.place(OrderJson.valid().text()).status()).isEqualTo(201);
        stored(1);
    }

    private void stored(int expected) {
        assertThat(orders()).isEqualTo(ordersBefore + expected);
        assertThat(outbox.size()).isEqualTo(eventsBefore + expected);
    }

    private int orders() {
        return jdbc.queryForObject("select count(*) from orders", Integer.class);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
