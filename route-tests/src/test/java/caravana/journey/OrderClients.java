package caravana.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.fixture.Answer;
import caravana.fixture.Api;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Concurrent clients, which retry when they get no response or a 503 with Retry-After. */
final class OrderClients implements AutoCloseable {

    private static final int AT_ONCE = 8;
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private final Api orders;
    private final List<String> merchants;
    private final ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
    private final AtomicInteger numbers = new AtomicInteger();
    private final Collection<JsonNode> accepted = new ConcurrentLinkedQueue<>();

    OrderClients(Api orders, List<String> merchants) {
        this.orders = orders;
        this.merchants = merchants;
    }

    /** Starts to place this many orders, one merchant after the other. */
    List<? extends Future<?>> place(int count) {
        return IntStream.range(0, count)
                .mapToObj(any -> clients.submit(() -> placeOne(numbers.incrementAndGet())))
                .toList();
    }

    /** Places this many orders, and waits for the 201 of each. */
    void placeAll(int count) throws Exception {
        awaitAll(place(count));
    }

    static void awaitAll(List<? extends Future<?>> placing) throws Exception {
        for (Future<?> order : placing) {
            order.get();
        }
    }

    private void placeOne(int number) {
        OrderForm form = new OrderForm(number);
        String merchant = merchants.get(number % merchants.size());
        Answer answer = await("order " + number + " is accepted")
                .atMost(TIMEOUT)
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(100))
                .pollDelay(Duration.ZERO)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> orders.as(merchant).post("/orders", form.json()), given -> {
                    // Without a gateway or overload, a service answers 201, or 503 while it starts or stops.
                    assertThat(given.status()).as(given.body()).isIn(201, 503);
                    return given.status() == 201;
                });
        assertThat(answer.json().path("total").asText()).isEqualTo(form.total().toPlainString());
        accepted.add(answer.json());
    }

    /** The orders that got a 201. */
    Collection<JsonNode> accepted() {
        return accepted;
    }

    List<UUID> acceptedIds() {
        return accepted.stream()
                .map(order -> UUID.fromString(order.path("id").asText()))
                .toList();
    }

    @Override
    public void close() {
        clients.shutdownNow();
    }
}
