package caravana.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.fixture.Answer;
import caravana.fixture.Api;
import caravana.gateway.Echo.Received;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The requests that the gateway lets through, for each consumer, and the headers that the services receive. {@link
 * Gateway} selects a simulator or a real Kong.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatewayTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    /**
     * More requests than any test sends for one consumer, except the test of the limit. Half of the limit for a second.
     */
    private static final int CALLS_OF_A_TEST = 25;

    private static final String CLIENTS_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final Gateway gateway = new Gateway();
    private final Api nobody = new Api(gateway.url.toString());
    private final Api demo = Consumers.withKeyOf("DEMO", gateway.url);
    private final Api acme = Consumers.withKeyOf("ACME", gateway.url);
    private final Api oncall = Consumers.withKeyOf("ONCALL", gateway.url);

    /** A real Kong needs some seconds to find that a stopped service is healthy again. */
    @BeforeEach
    void awaitBothServicesWithoutReceivedRequests() {
        for (String path : List.of("/orders", "/invoices")) {
            await().atMost(SOON).until(() -> isAvailableWithinTheRateLimit(path));
        }
        forget();
    }

    /** The tests run so quickly that together they would reach the rate limit of a consumer. */
    private boolean isAvailableWithinTheRateLimit(String path) {
        Answer answer = demo.get(path);
        return answer.status() == 200
                && answer.headers()
                                .firstValueAsLong("X-RateLimit-Remaining-Second")
                                .orElse(0)
                        >= CALLS_OF_A_TEST;
    }

    private void forget() {
        gateway.orders.forget();
        gateway.invoices.forget();
    }

    @AfterAll
    void close() {
        gateway.close();
    }

    static List<Operation> operations() {
        return Operation.all();
    }

    static List<Operation> operationsOfMerchants() {
        return Operation.ofMerchants();
    }

    static List<Operation> operationsOfOperators() {
        return Operation.ofOperators();
    }

    private Answer call(Api client, Operation operation, String... headers) {
        return operation.method().equals("POST")
                ? client.post(operation.example(), "{}", headers)
                : client.send(operation.method(), operation.example(), null, headers);
    }

    /** The only request that the service received. */
    private Received receivedBehind(String path) {
        List<Received> received = gateway.behind(path).received();
        assertThat(received).hasSize(1);
        assertThat(gateway.receivedCount()).isEqualTo(1);
        return received.get(0);
    }

    private void assertRefused(int status, Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(message(answer)).isNotBlank();
        assertThat(gateway.receivedCount())
                .as("requests that a service received")
                .isZero();
    }

    private static String message(Answer answer) {
        return answer.json().path("message").asText();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void refusesRequestsWithoutCredentials(Operation operation) {
        Answer answer = call(nobody, operation);
        assertRefused(401, answer);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
    }

    static Stream<List<String>> badCredentials() {
        String secret = KongFile.VARIABLES.get("CARAVANA_JWT_SECRET_ACME");
        String key = KongFile.VARIABLES.get("CARAVANA_KEY_DEMO");
        Duration minute = Duration.ofMinutes(1);
        String valid = Consumers.tokenOfAcme(minute);
        return Stream.of(
                List.of("apikey", "guessed"),
                List.of("apikey", ""),
                List.of("apikey", key, "apikey", key),
                List.of("Authorization", "Bearer " + Consumers.tokenOfAcme(Duration.ofMinutes(-1))),
                List.of("Authorization", "Bearer " + Consumers.tokenOfAcme(Duration.ofHours(2))),
                List.of("Authorization", "Bearer " + Consumers.token("HS256", "acme", minute, secret + "x")),
                List.of("Authorization", "Bearer " + Consumers.token("HS256", "demo", minute, secret)),
                List.of("Authorization", "Bearer " + Consumers.token("none", "acme", minute, secret)),
                List.of("Authorization", "Bearer " + valid.substring(0, valid.lastIndexOf('.') + 1)),
                List.of("Authorization", "Basic " + key),
                // Headers of an identity that no plugin has verified.
                List.of("X-Consumer-Custom-ID", "demo"),
                List.of(
                        "X-Consumer-Username",
                        "demo",
                        "X-Consumer-ID",
                        UUID.randomUUID().toString()));
    }

    @ParameterizedTest
    @MethodSource("badCredentials")
    void refusesInvalidCredentials(List<String> headers) {
        assertRefused(401, nobody.get("/orders", headers.toArray(String[]::new)));
    }

    /** URLs appear in logs and browser histories. */
    @Test
    void refusesCredentialsInTheUrl() {
        assertRefused(401, nobody.get("/orders?apikey=" + KongFile.VARIABLES.get("CARAVANA_KEY_DEMO")));
        assertRefused(401, nobody.get("/orders?jwt=" + Consumers.tokenOfAcme(Duration.ofMinutes(1))));
    }

    @ParameterizedTest
    @MethodSource("operationsOfMerchants")
    void acceptsTheKeyOfAMerchant(Operation operation) {
        String path = operation.example();
        Answer answer = demo.send(operation.method(), path + "?limit=2&cursor=a%2Bb", "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        Received received = receivedBehind(path);
        assertThat(received.method()).isEqualTo(operation.method());
        assertThat(received.pathAndQuery()).isEqualTo(path + "?limit=2&cursor=a%2Bb");
        assertThat(received.all("X-Consumer-Custom-ID")).containsExactly("demo");
        assertThat(received.all("X-Consumer-Groups")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("operationsOfMerchants")
    void acceptsTheTokenOfAMerchant(Operation operation) {
        Api byToken = Consumers.withToken(Consumers.tokenOfAcme(Duration.ofMinutes(1)), gateway.url);
        assertThat(call(byToken, operation).status()).isEqualTo(200);
        assertThat(receivedBehind(operation.path()).all("X-Consumer-Custom-ID")).containsExactly("acme");
    }

    @Test
    void acceptsAKeyBesideAnInvalidToken() {
        assertThat(demo.get("/orders", "Authorization", "Bearer rubbish").status())
                .isEqualTo(200);
        assertThat(receivedBehind("/orders").all("X-Consumer-Custom-ID")).containsExactly("demo");
    }

    @ParameterizedTest
    @MethodSource("operationsOfOperators")
    void acceptsOperatorsOnly(Operation operation) {
        assertRefused(403, call(demo, operation, "X-Consumer-Groups", "operators"));
        // A merchant's token is not a key.
        assertRefused(
                401, call(Consumers.withToken(Consumers.tokenOfAcme(Duration.ofMinutes(1)), gateway.url), operation));

        assertThat(call(oncall, operation).status()).isEqualTo(200);
        Received received = receivedBehind(operation.path());
        assertThat(received.all("X-Consumer-Custom-ID")).containsExactly("oncall");
        assertThat(received.all("X-Consumer-Groups")).containsExactly("operators");
    }

    @ParameterizedTest
    @MethodSource("operationsOfMerchants")
    void refusesOperatorsWhereMerchantsAreExpected(Operation operation) {
        assertRefused(403, call(oncall, operation));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void setsTheHeadersOfTheConsumerItself(Operation operation) {
        Api client = operation.isForOperators() ? oncall : demo;
        String name = operation.isForOperators() ? "oncall" : "demo";
        List<String> groups = operation.isForOperators() ? List.of("operators") : List.of();
        Answer answer = call(
                client,
                operation,
                "X-Consumer-Custom-ID",
                "rui",
                "x-consumer-custom-id",
                "ana",
                "X-Consumer-Groups",
                "admins",
                "x-consumer-groups",
                "operators");
        assertThat(answer.status()).isEqualTo(200);
        Received received = receivedBehind(operation.path());
        assertThat(received.all("X-Consumer-Custom-ID")).containsExactly(name);
        assertThat(received.all("X-Consumer-Groups")).isEqualTo(groups);
        assertThat(received.all("apikey")).as("the key is not forwarded").isEmpty();
        assertThat(received.all("Authorization")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs/orders", "/docs/orders/openapi.yaml", "/docs/invoices/swagger-ui/swagger-ui.css"})
    void publishesTheContractsWithoutAnIdentity(String path) {
        assertThat(nobody.get(path, "X-Consumer-Custom-ID", "demo", "X-Consumer-Groups", "operators")
                        .status())
                .isEqualTo(200);
        Received received = receivedBehind(path);
        assertThat(received.pathAndQuery()).isEqualTo(path);
        assertThat(received.all("X-Consumer-Custom-ID")).isEmpty();
        assertThat(received.all("X-Consumer-Groups")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/actuator",
                "/actuator/health",
                "/actuator/prometheus",
                "/livez",
                "/readyz",
                "/error",
                "/openapi.yaml",
                "/contract/orders-api.yaml",
                "/orders/",
                "/orders/1/invoice",
                "/orders/../actuator/health",
                "/orders/%2e%2e/actuator/health",
                "/docs/orders/../../actuator/health",
                "/docs/orders/%2E%2E/%2E%2E/livez",
                "/ordersx",
                "/docs/ordersx",
                "/ORDERS",
                "/orders;v=1",
                "/orders/x;y",
                "/orders%0A",
                "/orders/x%00",
                "/orders%20",
                "/orders/..%2Factuator",
                // Tomcat reads these as /livez and /orders.
                "/docs/orders/..;/..;/livez",
                "/docs/orders/..;/..;/orders",
                "/dead-letters/1/replay/x"
            })
    void hasNoRouteForOtherPaths(String path) {
        assertRefused(404, oncall.get(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "DELETE"})
    void hasNoRouteForOtherMethods(String method) {
        assertRefused(404, demo.send(method, "/orders", ""));
    }

    @Test
    void forwardsABodyAboveTheContractsLimit() {
        assertThat(demo.post("/orders", "x".repeat(600 * 1024)).status()).isEqualTo(200);
        assertThat(receivedBehind("/orders").size()).isEqualTo(600 * 1024);
    }

    @Test
    void refusesABodyAboveOneMebibyte() {
        assertRefused(413, demo.post("/orders", "x".repeat(1024 * 1024 + 1)));
    }

    @Test
    void limitsTheRateOfEachConsumerSeparately() {
        Answer tooOften = Stream.generate(() -> acme.get("/orders"))
                .limit(1_600)
                .filter(answer -> answer.status() != 200)
                .findFirst()
                .orElseThrow(() -> new AssertionError("1,600 requests went through"));
        assertThat(tooOften.status()).isEqualTo(429);
        assertThat(message(tooOften)).contains("rate limit");
        assertThat(tooOften.headers().firstValue("Retry-After")).isPresent();
        assertThat(demo.get("/orders").status()).isEqualTo(200);
        await("the next second or minute begins")
                .atMost(SOON)
                .until(() -> acme.get("/orders").status() == 200);
    }

    @Test
    void allowsCallsFromTheConfiguredOrigin() {
        String origin = KongFile.VARIABLES.get("CARAVANA_CORS_ORIGIN");
        Answer preflight = nobody.send(
                "OPTIONS",
                "/orders",
                "",
                "Origin",
                origin,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "apikey,content-type,idempotency-key");
        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .hasValue(origin);
        assertThat(preflight.header("Access-Control-Allow-Methods")).contains("POST");
        assertThat(preflight.header("Access-Control-Allow-Headers").toLowerCase())
                .contains("apikey", "idempotency-key");
        assertThat(gateway.receivedCount()).isZero();

        Answer call = demo.get("/orders", "Origin", origin);
        assertThat(call.headers().firstValue("Access-Control-Allow-Origin")).hasValue(origin);
        assertThat(call.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
    }

    @Test
    void allowsNoOtherOrigin() {
        String foreign = "https://elsewhere.example";
        Answer preflight =
                nobody.send("OPTIONS", "/orders", "", "Origin", foreign, "Access-Control-Request-Method", "POST");
        assertThat(preflight.header("Access-Control-Allow-Origin"))
                .isNotEqualTo(foreign)
                .isNotEqualTo("*");
        assertThat(demo.get("/orders", "Origin", foreign).header("Access-Control-Allow-Origin"))
                .isNotEqualTo(foreign)
                .isNotEqualTo("*");
    }

    @Test
    void forwardsNoOptionsRequest() {
        assertRefused(405, nobody.send("OPTIONS", "/orders", ""));
        assertRefused(404, nobody.send("OPTIONS", "/dead-letters", ""));
    }

    @Test
    void addsACorrelationIdOrKeepsTheClientsOwn() {
        Answer answer = demo.get("/orders", "X-Correlation-ID", "mine");
        assertThat(receivedBehind("/orders").all("X-Correlation-ID")).containsExactly("mine");
        assertThat(answer.headers().firstValue("X-Correlation-ID")).hasValue("mine");

        forget();
        String id = demo.get("/orders").header("X-Correlation-ID");
        assertThat(UUID.fromString(id)).isNotNull();
        assertThat(receivedBehind("/orders").all("X-Correlation-ID")).containsExactly(id);
    }

    @Test
    void startsTheTrace() {
        demo.get(
                "/orders",
                "traceparent",
                "00-" + CLIENTS_TRACE + "-00f067aa0ba902b7-00",
                "tracestate",
                "vendor=1",
                "baggage",
                "merchant=rui");
        Received received = receivedBehind("/orders");
        assertThat(received.all("traceparent"))
                .singleElement()
                .satisfies(traceparent -> assertThat(traceparent)
                        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01")
                        .doesNotContain(CLIENTS_TRACE));
        assertThat(received.all("tracestate")).isEmpty();
        assertThat(received.all("baggage")).isEmpty();
    }

    @Test
    void retriesReadsButNotWrites() {
        gateway.orders.hangUp(true);
        try {
            Answer write = demo.post("/orders", "{}");
            assertThat(write.status()).isEqualTo(502);
            assertThat(message(write)).isNotBlank();
            assertThat(gateway.orders.received()).hasSize(1);
            forget();
            assertThat(demo.get("/orders").status()).isEqualTo(502);
            // A dead keep-alive connection can cause an attempt that no service sees, and a real Kong may find the
            // service unhealthy.
            assertThat(gateway.orders.received()).hasSizeBetween(gateway.isReal() ? 1 : 2, gateway.isReal() ? 3 : 2);
        } finally {
            gateway.orders.hangUp(false);
        }
    }

    @Test
    void reportsAnUnavailableServiceUntilItRecovers() {
        gateway.invoices.stop();
        Answer away = demo.get("/invoices");
        assertThat(away.status()).isIn(502, 503);
        assertThat(message(away)).isNotBlank().doesNotContain("127.0.0.1", "8082");
        assertThat(demo.get("/orders").status()).as("the other service").isEqualTo(200);
        gateway.invoices.startAgain();
        await("the service is healthy again")
                .atMost(SOON)
                .until(() -> demo.get("/invoices").status() == 200);
    }

    /** Runs last: for a minute after it, a request without credentials gets a 429 instead of a 401. */
    @Test
    @Order(Integer.MAX_VALUE)
    void limitsTheRateOfGuessedKeys() {
        // Twice the limit, because a new minute may begin in between.
        Answer tooMany = Stream.iterate(0, i -> i + 1)
                .limit(121)
                .map(i -> nobody.get("/orders", "apikey", "guess-" + i))
                .filter(answer -> answer.status() != 401)
                .findFirst()
                .orElseThrow(() -> new AssertionError("121 guesses went through"));
        assertThat(tooMany.status()).isEqualTo(429);
        assertThat(tooMany.headers().firstValue("X-RateLimit-Limit-Minute"))
                .as("the limit for clients without credentials, not for consumers")
                .hasValue("60");
        assertThat(demo.get("/orders").status())
                .as("a key from the same address")
                .isEqualTo(200);
    }
}
