package caravana.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.fixture.Answer;
import caravana.fixture.Api;
import caravana.journey.OrderForm;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that come at a steady rate, however slowly they are served. One who gets no answer, or is told to come back,
 * comes back a moment later: every second one with the same order under the same {@code Idempotency-Key}, the others,
 * who have no key, with another order.
 */
final class Load implements AutoCloseable {

    static final int ORDERS_PER_SECOND = 60;
    static final int REQUIRED_PER_SECOND = 50;

    private static final int AT_ONCE = 64;
    private static final Duration COME_BACK_AFTER = Duration.ofMillis(300);
    /** Longer than Orders takes to give up on a database that hangs. */
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final List<Api> orders;
    private final List<String> merchants;
    private final boolean withKeys;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
    private final AtomicInteger come = new AtomicInteger();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger sentAway = new AtomicInteger();
    private final Map<UUID, BigDecimal> accepted = new ConcurrentHashMap<>();
    private final Collection<String> unexpected = new ConcurrentLinkedQueue<>();
    private final long started;
    private volatile boolean open = true;

    private Load(List<Api> orders, List<String> merchants, boolean withKeys) {
        this.orders = orders;
        this.merchants = merchants;
        this.withKeys = withKeys;
        this.started = System.nanoTime();
    }

    static Load start(List<Api> orders, List<String> merchants) {
        return start(new Load(orders, merchants, true));
    }

    /** Clients who all take the way that no key guards. */
    static Load startWithoutKeys(List<Api> orders, List<String> merchants) {
        return start(new Load(orders, merchants, false));
    }

    private static Load start(Load load) {
        load.clock.scheduleAtFixedRate(load::comeIn, 0, 1_000_000 / ORDERS_PER_SECOND, TimeUnit.MICROSECONDS);
        return load;
    }

    private void comeIn() {
        come.incrementAndGet();
        int number = numbers.incrementAndGet();
        clients.execute(() -> place(number, withKeys && number % 2 == 0));
    }

    private void place(int number, boolean hasKey) {
        if (!open) {
            return;
        }
        OrderForm form = new OrderForm(number);
        String[] key = hasKey ? new String[] {"Idempotency-Key", "order-" + number} : new String[0];
        try {
            Answer answer = orders.get(sent.getAndIncrement() % orders.size())
                    .as(merchants.get(number % merchants.size()))
                    .post("/orders", form.json(), key);
            if (answer.status() == 201) {
                accept(answer, form);
            } else if (answer.status() == 503
                    && answer.headers().firstValue("Retry-After").isPresent()) {
                sentAway.incrementAndGet();
                comeBack(number, hasKey);
            } else if (answer.status() == 409 && hasKey) {
                comeBack(number, hasKey);
            } else {
                unexpected.add(answer.status() + " " + answer.body());
            }
        } catch (UncheckedIOException noAnswer) {
            if (noAnswer.getCause() instanceof HttpTimeoutException) {
                unexpected.add(noAnswer.toString());
            } else {
                comeBack(number, hasKey);
            }
        } catch (RuntimeException e) {
            unexpected.add(e.toString());
        }
    }

    private void accept(Answer answer, OrderForm form) {
        BigDecimal total = new BigDecimal(answer.json().path("total").asText());
        if (!total.equals(form.total())) {
            unexpected.add("a total of " + total + " instead of " + form.total());
        }
        accepted.put(UUID.fromString(answer.json().path("id").asText()), total);
    }

    private void comeBack(int number, boolean hasKey) {
        if (open) {
            int next = hasKey ? number : numbers.incrementAndGet();
            clock.schedule(
                    () -> clients.execute(() -> place(next, hasKey)),
                    COME_BACK_AFTER.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    /** Lets clients come for this long. */
    void runFor(Duration time) {
        int until = come.get() + Math.toIntExact(time.toMillis() * ORDERS_PER_SECOND / 1000);
        await("clients come in")
                .pollInterval(Duration.ofMillis(10))
                .atMost(time.plusMinutes(1))
                .until(() -> come.get() >= until);
    }

    /** Waits until this many more orders were accepted. */
    void awaitAccepted(int more) {
        int wanted = accepted.size() + more;
        await(more + " more orders are accepted")
                .pollInterval(Duration.ofMillis(20))
                .atMost(TIMEOUT)
                .until(() -> accepted.size() >= wanted);
    }

    /** Lets nobody in any more, and waits until everybody who was in has an answer. */
    void stop() throws InterruptedException {
        if (!open) {
            return;
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        open = false;
        clock.shutdownNow();
        clients.shutdown();
        assertThat(clients.awaitTermination(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                .as("every client got an answer")
                .isTrue();
        assertThat(come.get() / seconds).as("orders a second").isGreaterThanOrEqualTo(REQUIRED_PER_SECOND);
    }

    /** The orders that were answered 201, with their totals. */
    Map<UUID, BigDecimal> accepted() {
        return accepted;
    }

    /** How many requests were answered 503. */
    int sentAway() {
        return sentAway.get();
    }

    /** Answers that are neither 201 nor a 503 that says when to come back, or that never came. */
    Collection<String> unexpected() {
        return unexpected;
    }

    List<String> merchants() {
        return merchants;
    }

    @Override
    public void close() {
        open = false;
        clock.shutdownNow();
        clients.shutdownNow();
    }
}
