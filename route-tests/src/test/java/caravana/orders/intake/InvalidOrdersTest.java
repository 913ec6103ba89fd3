package caravana.orders.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import caravana.fixture.Answer;
import caravana.fixture.Api;
import caravana.fixture.OrdersTest;
import caravana.orders.OrderJson;
import caravana.orders.OrdersClient;
import caravana.orders.Outbox;
import caravana.starter.web.GatewayConsumer;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** Whatever a client gets wrong, it is told what and where in a 4xx, nothing is stored, and nothing internal shows. */
@OrdersTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InvalidOrdersTest {

    private static final int KIB_512 = 512 * 1024;
    private static final String SOME_ID = "0193c5c0-0000-7000-8000-000000000000";
    private static final String COUNTRY = "/customer/address/country";
    private static final String[] JSON = {"Content-Type", "application/json"};
    private static final String VALID = OrderJson.valid().text();

    private final OrdersClient client;
    private final JdbcTemplate jdbc;
    private final Outbox outbox;
    private int ordersBefore;
    private int eventsBefore;

    InvalidOrdersTest(@LocalServerPort int port, @Autowired CamelContext camel, @Autowired JdbcTemplate jdbc) {
        this.client = new OrdersClient(port);
        this.jdbc = jdbc;
        this.outbox = new Outbox(camel, jdbc);
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
    void nothingWasStored() {
        assertThat(orders()).isEqualTo(ordersBefore);
        assertThat(outbox.size()).isEqualTo(eventsBefore);
    }

    @ParameterizedTest(name = "{0} at ''{1}''")
    @MethodSource({
        "notJson",
        "wrongTypes",
        "unknownProperties",
        "missingFields",
        "duplicateKeys",
        "quantities",
        "prices",
        "codes",
        "sizes",
        "texts"
    })
    void refusesABodyThatBreaksTheContract(String mistake, String pointer, String body) {
        assertThat(client.place(body).problem(400, "/orders")).containsOnly(pointer);
    }

    static Stream<Arguments> notJson() {
        return Stream.of(
                arguments("an empty body", "", ""),
                arguments("only white space", "", " \n"),
                arguments("no JSON at all", "", "quantity=2"),
                arguments("a body that breaks off", "/customer", "{\"customer\": "),
                arguments(
                        "a body that breaks off in a text",
                        "/items/0/unitPrice",
                        VALID.substring(0, VALID.length() - 6)),
                arguments("a second value behind the first", "", VALID + "{}"),
                arguments("single quotes", "", VALID.replace('"', '\'')),
                arguments("a comment", "", "/* mine */" + VALID),
                arguments("a trailing comma", "/items/1", VALID.replace("]}", ",]}")),
                arguments("a control character in a text", "/customer/name", VALID.replace("Ana Souza", "Ana\nSouza")),
                arguments("a leading zero", "/items/0/quantity", at("/items/0/quantity", "02")),
                arguments("not a number", "/items/0/quantity", at("/items/0/quantity", "NaN")));
    }

    static Stream<Arguments> wrongTypes() {
        return Stream.of(
                arguments("an array for the order", "", "[" + VALID + "]"),
                arguments("a text for the order", "", "\"order\""),
                arguments("null for the order", "", "null"),
                arguments("a text for an object", "/customer", at("/customer", "\"Ana Souza\"")),
                arguments("an object for an array", "/items", at("/items", "{}")),
                arguments("null for an array", "/items", at("/items", "null")),
                arguments("a number for a text", "/customer/name", at("/customer/name", "7")),
                arguments("null for an optional text", "/customer/taxId", at("/customer/taxId", "null")),
                arguments("a number for a currency", "/currency", at("/currency", "986")),
                arguments("a number for a price", "/items/0/unitPrice", at("/items/0/unitPrice", "199.90")),
                arguments("a text for a quantity", "/items/0/quantity", at("/items/0/quantity", "\"2\"")),
                arguments("a boolean for a quantity", "/items/0/quantity", at("/items/0/quantity", "true")),
                arguments("a text for an item", "/items/0", at("/items/0", "\"KB-101\"")));
    }

    static Stream<Arguments> unknownProperties() {
        return Stream.of(
                        "/total", "/customer/vip", "/customer/address/planet", "/items/0/lineTotal", "/items/0/a~1b~0c")
                .map(pointer -> arguments("an unknown property", pointer, at(pointer, "\"1.00\"")));
    }

    static Stream<Arguments> missingFields() {
        return Stream.of(
                        "/customer",
                        "/currency",
                        "/items",
                        "/customer/name",
                        "/customer/email",
                        "/customer/address",
                        "/customer/address/street",
                        "/customer/address/city",
                        "/customer/address/postalCode",
                        "/customer/address/country",
                        "/items/0/sku",
                        "/items/0/description",
                        "/items/0/quantity",
                        "/items/0/unitPrice")
                .map(pointer -> arguments(
                        "a missing field",
                        pointer,
                        OrderJson.valid().without(pointer).text()));
    }

    static Stream<Arguments> duplicateKeys() {
        return Stream.of(
                arguments("a key twice", "/currency", twice("currency", "currency")),
                arguments("a key twice in an item", "/items/0/sku", twice("sku", "sku")),
                arguments("a key twice, once escaped", "/items/0/sku", twice("s\\u006bu", "sku")));
    }

    static Stream<Arguments> quantities() {
        return Stream.of(
                        "0",
                        "-1",
                        "-0",
                        "0.5",
                        "2.5",
                        "2.0",
                        "2e0",
                        "1e3",
                        "1000001",
                        "2147483648",
                        "4294967298",
                        "9223372036854775808",
                        "18446744073709551618.0",
                        "1e400",
                        "1e999999999",
                        "1e-999999999")
                .map(quantity ->
                        arguments("quantity " + quantity, "/items/0/quantity", at("/items/0/quantity", quantity)));
    }

    static Stream<Arguments> prices() {
        return Stream.of(
                        "JPY 1.5",
                        "JPY 1.00",
                        "JPY 0.0",
                        "BRL 1.999",
                        "BRL 199.900",
                        "KWD 1.0001",
                        "CLF 1.00001",
                        "BRL 1e3",
                        "BRL 1E3",
                        "BRL 1e-2",
                        "BRL -0.01",
                        "BRL -1",
                        "BRL -0",
                        "BRL +1",
                        "BRL 1.",
                        "BRL .5",
                        "BRL 1,50",
                        "BRL 1_000",
                        "BRL \u00a01",
                        "BRL 1\\n",
                        "BRL ",
                        "BRL NaN",
                        "BRL Infinity",
                        "BRL 0x10",
                        "BRL \u0661",
                        "BRL 1234567890123",
                        "BRL 1234567890123.00")
                .map(price -> arguments(
                        "price " + price,
                        "/items/0/unitPrice",
                        OrderJson.valid()
                                .with(price.substring(0, 3), 1, price.substring(4))
                                .text()));
    }

    static Stream<Arguments> codes() {
        return Stream.of(
                arguments("an unknown currency", "/currency", at("/currency", "\"ZZZ\"")),
                arguments("a currency that is no money", "/currency", at("/currency", "\"XXX\"")),
                arguments("gold", "/currency", at("/currency", "\"XAU\"")),
                arguments("a currency in small letters", "/currency", at("/currency", "\"brl\"")),
                arguments("a currency and a line break", "/currency", at("/currency", "\"BRL\\n\"")),
                arguments("an unknown country", COUNTRY, at(COUNTRY, "\"ZZ\"")),
                arguments("a country that is not ISO", COUNTRY, at(COUNTRY, "\"UK\"")),
                arguments("a country in small letters", COUNTRY, at(COUNTRY, "\"br\"")),
                arguments("a country of three letters", COUNTRY, at(COUNTRY, "\"BRA\"")));
    }

    static Stream<Arguments> sizes() {
        String tooDeep = "[".repeat(10_000) + "]".repeat(10_000);
        return Stream.of(
                arguments("no items", "/items", OrderJson.valid().withItems(0).text()),
                arguments(
                        "1,001 items",
                        "/items",
                        OrderJson.valid().withItems(1_001).text()),
                arguments("10,000 nested arrays", "", tooDeep),
                arguments("10,000 nested arrays in a field", "", at("/customer/name", tooDeep)),
                arguments("10,000 arrays that are never closed", "", "[".repeat(10_000)),
                arguments("10,000 nested objects", "", "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000)),
                arguments("33 nested arrays", "", "[".repeat(33) + "]".repeat(33)),
                arguments("a number of 101 digits", "", at("/items/0/quantity", "9".repeat(101))),
                arguments("a property name of 1,100 letters", "", at("/" + "n".repeat(1_100), "1")),
                arguments("a number of 100,000 digits", "", at("/items/0/quantity", "9".repeat(100_000))),
                arguments("a property name of 100,000 letters", "", at("/" + "n".repeat(100_000), "1")),
                arguments("a text of 511 KiB", "/items/0/description", at("/items/0/description", letters(511 * 1024))),
                arguments("a name of 201 letters", "/customer/name", at("/customer/name", letters(201))));
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                arguments("NUL", "/customer/name", at("/customer/name", "\"Ana\\u0000\"")),
                arguments("NUL in an optional field", "/customer/taxId", at("/customer/taxId", "\"\\u0000\"")),
                arguments("a high surrogate alone", "/customer/name", at("/customer/name", "\"Ana \\ud83d\"")),
                arguments("a low surrogate alone", "/items/0/sku", at("/items/0/sku", "\"\\ude00 KB\"")),
                arguments("surrogates in the wrong order", "/items/0/sku", at("/items/0/sku", "\"\\ude00\\ud83d\"")),
                // UTF-8 cannot carry such a property's name: the object that holds it is named.
                arguments("a surrogate in a property's name", "", VALID.replaceFirst("\\{", "{\"\\\\ud800\":1,")),
                arguments("a surrogate in an item's name", "/items/0", twice("\\udc00", "sku")),
                arguments("an empty text", "/customer/name", at("/customer/name", "\"\"")),
                arguments("a blank text", "/customer/address/city", at("/customer/address/city", "\" \\t\\u3000\"")),
                arguments("an email without @", "/customer/email", at("/customer/email", "\"ana\"")));
    }

    @Test
    void namesEveryFieldThatIsWrong() {
        String body = OrderJson.valid()
                .with("/items/0/quantity", "0")
                .with("/items/0/unitPrice", "\"-1\"")
                .without("/customer/email")
                .text();
        assertThat(client.place(body).problem(400, "/orders"))
                .containsExactlyInAnyOrder("/items/0/quantity", "/items/0/unitPrice", "/customer/email");
    }

    @Test
    void namesAtMostFiftyMistakesOfABodyThatIsAllWrong() {
        String body = OrderJson.valid()
                .with("/items/0/quantity", "0")
                .withItems(1_000)
                .text();
        Answer answer = client.place(body);
        assertThat(answer.problem(400, "/orders")).hasSize(50);
        assertThat(answer.body()).hasSizeLessThan(20_000);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refusesBytesThatAreNotUtf8(String mistake, byte[] body) {
        Answer answer = exchange(BodyPublishers.ofByteArray(body));
        assertThat(answer.problem(400, "/orders")).hasSize(1);
    }

    private Answer exchange(BodyPublisher body) {
        return client.api().as(OrdersClient.MERCHANT).exchange("POST", "/orders", body, JSON);
    }

    static Stream<Arguments> refusesBytesThatAreNotUtf8() {
        return Stream.of(
                arguments("Latin 1", VALID.replace("Souza", "São").getBytes(StandardCharsets.ISO_8859_1)),
                arguments("a surrogate in UTF-8", bytesInName(0xED, 0xA0, 0x80)),
                arguments("an overlong NUL", bytesInName(0xC0, 0x80)),
                arguments("a raw NUL", bytesInName(0x00)),
                arguments("a code point above Unicode", bytesInName(0xF5, 0x80, 0x80, 0x80)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refusesABodyOfMoreThan512KiB(String mistake, BodyPublisher body) {
        Answer answer = exchange(body);
        assertThat(answer.problem(413, "/orders")).isEmpty();
    }

    static Stream<Arguments> refusesABodyOfMoreThan512KiB() {
        byte[] oneTooMany = padded(KIB_512 + 1).getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                arguments("one byte more", BodyPublishers.ofByteArray(oneTooMany)),
                arguments("513 KiB", BodyPublishers.ofString(padded(513 * 1024))),
                arguments("513 KiB that are not JSON", BodyPublishers.ofByteArray(new byte[513 * 1024])),
                arguments(
                        "more than it says, as it says nothing",
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(oneTooMany))));
    }

    @Test
    void judgesABodyOfExactly512KiBByItsContent() {
        assertThat(client.place(padded(KIB_512).replace("\"BRL\"", "\"ZZZ\"")).problem(400, "/orders"))
                .containsExactly("/currency");
    }

    @ParameterizedTest(name = "{0} {1} with {2} is answered {3}")
    @CsvSource(nullValues = "-", delimiter = '|', textBlock = """
            POST   | /orders            | Content-Type: text/plain                        | 415
            POST   | /orders            | Content-Type: application/xml                   | 415
            POST   | /orders            | Content-Type: application/x-www-form-urlencoded | 415
            POST   | /orders            | Content-Type: json                              | 415
            POST   | /orders            | -                                               | 415
            POST   | /orders            | Accept: text/html                               | 406
            POST   | /orders            | Accept: application/xml                         | 406
            GET    | /orders            | Accept: text/html                               | 406
            GET    | /orders/{id}       | Accept: text/html                               | 406
            PUT    | /orders            | Content-Type: application/json                  | 405
            PATCH  | /orders            | Content-Type: application/json                  | 405
            DELETE | /orders            | Content-Type: application/json                  | 405
            POST   | /orders/{id}       | Content-Type: application/json                  | 405
            DELETE | /orders/{id}       | Content-Type: application/json                  | 405
            POST   | /order             | Content-Type: application/json                  | 404
            POST   | /                  | Content-Type: application/json                  | 404
            GET    | /orders/{id}/items | Accept: application/json                        | 404
            GET    | /a%20b             | Accept: application/json                        | 404
            GET    | /actuator/health   | Accept: application/json                        | 404""")
    void refusesARequestThatTheContractDoesNotKnow(String method, String pathTemplate, String header, int status) {
        String path = pathTemplate.replace("{id}", SOME_ID);
        Api merchant = client.api().as(OrdersClient.MERCHANT);
        if (header != null) {
            merchant = merchant.with(header.split(": "));
        }
        if (status == 406) {
            merchant = merchant.with(JSON);
        }
        String body = "GET".equals(method) ? null : VALID;
        assertThat(merchant.send(method, path, body).problem(status, path)).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1} allows {2}")
    @CsvSource(delimiter = '|', textBlock = """
            PUT    | /orders      | GET, POST
            DELETE | /orders/{id} | GET""")
    void saysWhichMethodsAPathKnows(String method, String pathTemplate, String allowed) {
        String path = pathTemplate.replace("{id}", SOME_ID);
        Answer answer = client.api().as(OrdersClient.MERCHANT).send(method, path, null, JSON);
        assertThat(answer.problem(405, path)).isEmpty();
        assertThat(answer.header("Allow").split(", ?")).contains(allowed.split(", "));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refusesARequestWithoutAMerchant(String mistake, String path, List<String> headers) {
        Answer answer = client.api().post(path, VALID, headers.toArray(String[]::new));
        assertThat(answer.problem(401, "/orders")).isEmpty();
    }

    static Stream<Arguments> refusesARequestWithoutAMerchant() {
        String path = "/orders";
        return Stream.of(
                arguments("no merchant", path, List.of()),
                arguments("a merchant in the query only", "/orders?X-Consumer-Custom-ID=demo", List.of()),
                arguments("a merchant under the property's name", path, List.of("merchant", "demo")),
                arguments("an empty merchant", path, List.of(GatewayConsumer.HEADER, "")),
                arguments("a blank merchant", path, List.of(GatewayConsumer.HEADER, " \t ")),
                arguments(
                        "a merchant longer than an index can hold",
                        path,
                        List.of(GatewayConsumer.HEADER, "m".repeat(201))));
    }

    private int orders() {
        return jdbc.queryForObject("select count(*) from orders", Integer.class);
    }

    private static String at(String pointer, String rawJson) {
        return OrderJson.valid().with(pointer, rawJson).text();
    }

    /** A good order with one more key before another. */
    private static String twice(String added, String key) {
        return VALID.replace('"' + key + '"', '"' + added + "\":\"A\",\"" + key + '"');
    }

    private static String letters(int count) {
        return '"' + "n".repeat(count) + '"';
    }

    /** A good order with white space up to this many bytes. */
    private static String padded(int bytes) {
        return VALID + " ".repeat(bytes - VALID.length());
    }

    private static byte[] bytesInName(int... codes) {
        byte[] body = VALID.replace("Ana Souza", "?".repeat(codes.length)).getBytes(StandardCharsets.UTF_8);
        int start = new String(body, StandardCharsets.ISO_8859_1).indexOf('?');
        for (int index = 0; index < codes.length; index++) {
            body[start + index] = (byte) codes[index];
        }
        return body;
    }
}
