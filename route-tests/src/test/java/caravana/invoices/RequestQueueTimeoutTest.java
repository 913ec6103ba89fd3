package caravana.invoices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.fixture.Answer;
import caravana.fixture.InvoicesTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** While the database is slow, no request is worked on that nobody waits for any more. */
@InvoicesTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestQueueTimeoutTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int WAITING = 5;

    private final OperatorClient client;
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
        this.client = new OperatorClient(port);
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.requests = requests;
        this.timeout = timeout;
    }

    @Test
    void refusesWhatHasWaitedTooLong() {
        int workers = requests.getMaxPoolSize();
        ExecutorService clients = Executors.newFixedThreadPool(workers + WAITING);
        try {
            List<CompletableFuture<Answer>> waiting = transaction.execute(slow -> {
                jdbc.execute("lock table invoices in access exclusive mode");
                ask(workers, clients);
                await().atMost(SOON).until(() -> requests.getActiveCount() == workers);
                List<CompletableFuture<Answer>> behind = ask(WAITING, clients);
                await().atMost(SOON)
                        .until(() -> requests.getThreadPoolExecutor().getQueue().size() == WAITING);
                long lastCame = System.nanoTime();
                await("they have waited too long")
                        .atMost(SOON)
                        .until(() -> System.nanoTime() - lastCame > timeout.toNanos());
                return behind;
            });
            assertThat(waiting).allSatisfy(asked -> {
                assertThat(asked.join().problem(503).path("detail").asText()).contains("Nothing was stored");
                assertThat(asked.join().header("Retry-After")).matches("[1-9][0-9]*");
            });
        } finally {
            clients.shutdownNow();
        }
        client.get("/invoices").ok();
    }

    private List<CompletableFuture<Answer>> ask(int count, ExecutorService clients) {
        return IntStream.range(0, count)
                .mapToObj(any -> CompletableFuture.supplyAsync(() -> client.get("/invoices"), clients))
                .toList();
    }
}
