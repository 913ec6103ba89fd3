package caravana.orders.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.fixture.Answer;
import caravana.fixture.Faults;
import caravana.fixture.OrdersTest;
import caravana.orders.OrderJson;
import caravana.orders.OrdersClient;
import caravana.orders.Outbox;
import com.zaxxer.hikari.HikariConfigMXBean;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** {@code POST /orders} with an {@code Idempotency-Key}: however often it is sent, it is one order and one answer. */
@OrdersTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdempotencyTest {

    private static final String BODY = OrderJson.valid().text();
    private static final int RETRIES = 50;
    private static final Duration SOON = Duration.ofSeconds(20);

    private final OrdersClient client;
    private final JdbcTemplate jdbc;
    private final Outbox outbox;
    private final TransactionTemplate transaction;
    private final Map<String, Faults> statements;
    private final ThreadPoolTaskExecutor requests;
    private final HikariConfigMXBean pool;
    private String key;
    private int ordersBefore;

    IdempotencyTest(
            @LocalServerPort int port,
            @Autowired CamelContext camel,
            @Autowired JdbcTemplate jdbc,
            @Autowired PlatformTransactionManager transactions,
            @Autowired ThreadPoolTaskExecutor requests,
            @Autowired HikariDataSource connections) {
        this.client = new OrdersClient(port);
        this.jdbc = jdbc;
        this.outbox = new Outbox(camel, jdbc);
        this.requests = requests;
        this.pool = connections.getHikariConfigMXBean();
        this.transaction = new TransactionTemplate(transactions);
        this.statements = List.of("lock-idempotency-key", "place-order-once", "find-response").stream()
                .collect(Collectors.toMap(
                        name -> name, name -> Faults.of(camel, OrderIntakeRoute.ONCE_ID, "sql:.*" + name + ".sql.*")));
    }

    @AfterAll
    void letTheOutboxGo() {
        outbox.clear();
        outbox.startRelay();
    }

    @BeforeEach
    void keepTheOutboxStillAndCount() {
        outbox.stopRelay();
        outbox.clear();
        key = UUID.randomUUID().toString();
        ordersBefore = orders();
    }

    @AfterEach
    void heal() {
        statements.values().forEach(Faults::heal);
    }

    @Test
    void answersTheSameBytesUnderTheSameKey() {
        Answer first = client.placeOnce("brick", key, BODY);
        Answer second = client.placeOnce("brick", key, BODY);
        Answer quoted = client.placeOnce("brick", '"' + key + '"', BODY);

        assertThat(first.status()).as(first.body()).isEqualTo(201);
        for (Answer again : List.of(second, quoted)) {
            assertThat(again.status()).isEqualTo(201);
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.header("Location")).isEqualTo(first.header("Location"));
            assertThat(again.header("Content-Type")).isEqualTo("application/json");
        }
        stored(1);
        assertThat(client.get("brick", first.header("Location")).json()).isEqualTo(first.json());
    }

    @Test
    void answersTheOrderAsItWasPlacedWhenItIsInvoicedMeanwhile() {
        Answer first = client.placeOnce("brick", key, BODY);
        jdbc.update(
                "update orders set invoice_id = ?, invoice_number = '2026-000001' where id = ?",
                UUID.randomUUID(),
                UUID.fromString(first.json().path("id").textValue()));

        assertThat(client.placeOnce("brick", key, BODY).body()).isEqualTo(first.body());
    }

    @Test
    void takesTheSameOrderForTheSameHoweverItIsWritten() throws Exception {
        Answer first = client.placeOnce("brick", key, BODY);
        assertThat(first.status()).isEqualTo(201);
        String otherwise = BODY.replace(":", " :\n");

        assertThat(client.placeOnce("brick", key, otherwise).body()).isEqualTo(first.body());
        stored(1);
    }

    @Test
    void makesOneOrderAndOneEventOfFiftyRetriesAtOnce() {
        ExecutorService clients = Executors.newFixedThreadPool(RETRIES);
        // As many are worked on at once, each with a connection of its own.
        int workers = requests.getCorePoolSize();
        int connections = pool.getMaximumPoolSize();
        requests.setMaxPoolSize(RETRIES);
        requests.setCorePoolSize(RETRIES);
        pool.setMaximumPoolSize(RETRIES + connections);
        try {
            List<CompletableFuture<Answer>> asking = IntStream.range(0, RETRIES)
                    .mapToObj(any -> CompletableFuture.supplyAsync(() -> client.placeOnce("brick", key, BODY), clients))
                    .toList();
            List<Answer> answers = asking.stream().map(CompletableFuture::join).toList();

            assertThat(answers).extracting(Answer::status).contains(201).isSubsetOf(201, 409);
            assertThat(answers.stream().filter(answer -> answer.status() == 201).map(Answer::body))
                    .containsOnly(client.placeOnce("brick", key, BODY).body());
        } finally {
            clients.shutdownNow();
            requests.setCorePoolSize(workers);
            requests.setMaxPoolSize(workers);
            pool.setMaximumPoolSize(connections);
        }
        stored(1);
    }

    @Test
    void answers409WhileTheFirstIsStillUnderWay() {
        CompletableFuture<Answer> first = new CompletableFuture<>();
        transaction.executeWithoutResult(holding -> {
            jdbc.execute("lock table orders in exclusive mode");
            first.completeAsync(() -> client.placeOnce("brick", key, BODY));
            await("the first request has the key")
                    .atMost(SOON)
                    .until(() -> statements.get("place-order-once").calls() == 1);

            assertThat(client.placeOnce("brick", key, BODY).problem(409, "/orders"))
                    .isEmpty();
        });
        assertThat(first.join().status()).isEqualTo(201);
        assertThat(client.placeOnce("brick", key, BODY).body())
                .isEqualTo(first.join().body());
        stored(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/currency=\"USD\"", "/items/0/quantity=3", "/customer/name=\"Ana\"", "/items/0/sku=\"KB\""})
    void refusesAnotherOrderUnderTheSameKey(String change) {
        String other = OrderJson.valid()
                .with(change.split("=")[0], change.split("=")[1])
                .text();
        Answer first = client.placeOnce("brick", key, BODY);

        assertThat(client.placeOnce("brick", key, other).problem(422, "/orders"))
                .isEmpty();
        assertThat(client.placeOnce("brick", key, BODY).body()).isEqualTo(first.body());
        stored(1);
    }

    @Test
    void keepsTheKeysOfMerchantsApart() {
        Answer bricks = client.placeOnce("brick", key, BODY);
        Answer cedars = client.placeOnce("cedar", key, BODY);

        assertThat(cedars.status()).isEqualTo(201);
        assertThat(cedars.json().path("id")).isNotEqualTo(bricks.json().path("id"));
        stored(2);
    }

    @Test
    void remembersAKeyForADayAndTakesANewOrderAfterThat() {
        Answer first = client.placeOnce("brick", key, BODY);
        assertThat(jdbc.queryForObject(
                        "select expires_at - now() between interval '23 hours 59 minutes' and interval '24 hours'"
                                + " from idempotency_keys where key = ?",
                        Boolean.class,
                        key))
                .isTrue();
        // Its row may be there still, or be gone by now: both must do.
        jdbc.update("update idempotency_keys set expires_at = now() where key = ?", key);

        Answer next = client.placeOnce(
                "brick", key, OrderJson.valid().with("BRL", 9, "1.00").text());
        assertThat(next.status()).isEqualTo(201);
        assertThat(next.json().path("id")).isNotEqualTo(first.json().path("id"));
        assertThat(client.placeOnce("brick", key, BODY).status()).isEqualTo(422);
        stored(2);
    }

    @Test
    void doesNotUseUpAKeyForAnOrderThatItRefuses() {
        Answer refused = client.placeOnce(
                "brick", key, OrderJson.valid().without("/currency").text());
        assertThat(refused.status()).isEqualTo(400);

        assertThat(client.placeOnce("brick", key, BODY).status()).isEqualTo(201);
        stored(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lock-idempotency-key", "place-order-once", "find-response"})
    void asksToTryAgainWhileTheDatabaseIsAway(String statement) {
        statements.get(statement).fail(1, () -> new CannotAcquireLockException("deadlock detected"));
        Answer answer = client.placeOnce("brick", key, BODY);
        assertThat(answer.problem(503, "/orders")).isEmpty();
        assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
        stored(0);

        assertThat(client.placeOnce("brick", key, BODY).status()).isEqualTo(201);
        stored(1);
    }

    @Test
    void namesAHeaderThatIsNoKey() {
        for (String header : List.of("", "a b", "\"a\", \"b\"", "k".repeat(256))) {
            assertThat(client.placeOnce("brick", header, BODY).problem(400, "/orders"))
                    .containsExactly("/Idempotency-Key");
        }
        Answer twice = client.place("brick", BODY, "Idempotency-Key", "a", "Idempotency-Key", "b");
        assertThat(twice.problem(400, "/orders")).containsExactly("/Idempotency-Key");
        stored(0);
    }

    private void stored(int expected) {
        assertThat(orders()).isEqualTo(ordersBefore + expected);
        assertThat(outbox.size()).isEqualTo(expected);
    }

    private int orders() {
        return jdbc.queryForObject("select count(*) from orders", Integer.class);
    }
}
