package caravana.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.fixture.Answer;
import caravana.fixture.OrdersTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Backpressure: while the database is slow, requests are refused soon, and none is worked on that nobody waits for. */
@OrdersTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestQueueTimeoutTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String MERCHANT = "patient";
    private static final int TOO_MANY = 30;

    private final OrdersClient client;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final ThreadPoolTaskExecutor requests;
    private final Duration timeout;

    RequestQueueTimeoutTest(
            @LocalServerPort int port,
            @Autowired JdbcTemplate jdbc,
            @Autowired PlatformTransactionManager transactions,
            @Autowired ThreadPoolTaskExecutor requests,
            @Value("${caravana.web.queue-timeout:5s}") Duration timeout) {
        this.client = new OrdersClient(port);
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.requests = requests;
        this.timeout = timeout;
    }

    @Test
    void refusesWhatHasNoPlaceAndWhatHasWaitedTooLongAndStoresNeither() {
        int workers = requests.getMaxPoolSize();
        int places = requests.getQueueCapacity();
        ExecutorService clients = Executors.newFixedThreadPool(workers + places + TOO_MANY);
        try {
            List<CompletableFuture<Answer>> asking = transaction.execute(slow -> {
                jdbc.execute("lock table orders in exclusive mode");
                List<CompletableFuture<Answer>> working = place(workers, clients);
                await().atMost(SOON).until(() -> requests.getActiveCount() == workers);
                List<CompletableFuture<Answer>> rest = place(places + TOO_MANY, clients);
                // Those without a place are told at once, not when the database is back.
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(rest.stream().filter(CompletableFuture::isDone))
                                .hasSizeGreaterThanOrEqualTo(TOO_MANY));
                long lastCame = System.nanoTime();
                await("those in the queue have waited too long")
                        .atMost(SOON)
                        .until(() -> System.nanoTime() - lastCame > timeout.toNanos());
                return Stream.concat(working.stream(), rest.stream()).toList();
            });
            List<Answer> answers = asking.stream().map(CompletableFuture::join).toList();

            assertThat(answers.subList(workers, answers.size())).allSatisfy(answer -> {
                assertThat(answer.problem(503, "/orders")).isEmpty();
                assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
            });
            // Most have not even been begun.
            assertThat(answers.stream()
                            .map(answer -> answer.json().path("detail").asText())
                            .filter(detail -> detail.contains("Nothing was stored")))
                    .hasSizeGreaterThan(places);
            // The two that were worked on are stored when the database is back, or are told that it took too long.
            assertThat(stored()).isEqualTo((int) answers.stream()
                    .map(Answer::status)
                    .filter(Predicate.isEqual(201))
                    .count());
        } finally {
            clients.shutdownNow();
        }
        assertThat(client.place(MERCHANT, OrderJson.valid().text()).status()).isEqualTo(201);
    }

    private List<CompletableFuture<Answer>> place(int count, ExecutorService clients) {
        return IntStream.range(0, count)
                .mapToObj(any -> CompletableFuture.supplyAsync(
                        () -> client.place(MERCHANT, OrderJson.valid().text()), clients))
                .toList();
    }

    private int stored() {
        return jdbc.queryForObject("select count(*) from orders where merchant = ?", Integer.class, MERCHANT);
    }
}
