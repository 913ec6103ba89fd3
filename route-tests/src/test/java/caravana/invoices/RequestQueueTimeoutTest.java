package caravana.invoices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.ResponseEntity;
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

    private final OnCall onCall;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final ThreadPoolTaskExecutor requests;
    private final Duration timeout;

    RequestQueueTimeoutTest(
            @Autowired TestRestTemplate http,
            @Autowired JdbcTemplate jdbc,
            @Autowired PlatformTransactionManager transactions,
            @Autowired ThreadPoolTaskExecutor requests,
            @Value("${caravana.web.queue-timeout:5s}") Duration timeout) {
        this.onCall = new OnCall(http);
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
            List<CompletableFuture<ResponseEntity<String>>> waiting = transaction.execute(slow -> {
                jdbc.execute("lock table invoices in access exclusive mode");
                ask(workers, clients);
                await().atMost(SOON).until(() -> requests.getActiveCount() == workers);
                List<CompletableFuture<ResponseEntity<String>>> behind = ask(WAITING, clients);
                await().atMost(SOON)
                        .until(() -> requests.getThreadPoolExecutor().getQueue().size() == WAITING);
                long lastCame = System.nanoTime();
                await("they have waited too long")
                        .atMost(SOON)
                        .until(() -> System.nanoTime() - lastCame > timeout.toNanos());
                return behind;
            });
            assertThat(waiting).allSatisfy(asked -> {
                assertThat(OnCall.refused(503, asked.join()).path("detail").asText())
                        .contains("Nothing was stored");
                assertThat(asked.join().getHeaders().getFirst("Retry-After")).matches("[1-9][0-9]*");
            });
        } finally {
            clients.shutdownNow();
        }
        OnCall.well(onCall.get("/invoices"));
    }

    private List<CompletableFuture<ResponseEntity<String>>> ask(int count, ExecutorService clients) {
        return IntStream.range(0, count)
                .mapToObj(any -> CompletableFuture.supplyAsync(() -> onCall.get("/invoices"), clients))
                .toList();
    }
}
