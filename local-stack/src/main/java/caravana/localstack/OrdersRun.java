package caravana.localstack;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Places the orders of a file, four at a time, and compares the totals with the expected ones. */
final class OrdersRun {

    private static final int AT_A_TIME = 4;
    private static final int MAX_ERRORS = 20;
    private static final Duration INVOICE_TIMEOUT = Duration.ofSeconds(60);

    private final CaravanaClient shop;
    private final Console console;
    private final Queue<Placed> placed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger errors = new AtomicInteger();
    private int unreadable;

    OrdersRun(CaravanaClient shop, Console console) {
        this.shop = shop;
        this.console = console;
    }

    private record Placed(OrdersFile.Order line, String id, String total, String traceId) {}

    /** The result of a file. */
    record Summary(
            int accepted, int refused, int unreadable, int invoices, int disagreeing, Optional<String> firstTraceId) {

        int lines() {
            return accepted + refused + unreadable;
        }

        boolean succeeded() {
            return accepted > 0 && accepted == lines() && invoices == accepted && disagreeing == 0;
        }

        String text() {
            String table = """
                    lines            %d
                    orders accepted  %d
                    orders rejected  %d
                    invalid lines    %d
                    invoices         %d
                    wrong totals     %d""";
            return table.formatted(lines(), accepted, refused, unreadable, invoices, disagreeing);
        }
    }

    Summary place(OrdersFile file) {
        placeAll(file);
        console.say("  " + placed.size() + " orders placed, waiting for their invoices");
        return compare(placed.stream()
                .sorted(Comparator.comparingInt(order -> order.line().number()))
                .toList());
    }

    private void placeAll(OrdersFile file) {
        ExecutorService workers = Executors.newFixedThreadPool(AT_A_TIME);
        // The reader waits for the workers, so that a large file is not loaded into memory.
        Semaphore room = new Semaphore(2 * AT_A_TIME);
        try {
            file.forEachLine(line -> {
                if (line instanceof OrdersFile.Order order) {
                    room.acquireUninterruptibly();
                    workers.execute(() -> {
                        try {
                            place(order);
                        } finally {
                            room.release();
                        }
                    });
                } else if (line instanceof OrdersFile.Unreadable bad) {
                    unreadable++;
                    error("line " + bad.number() + ": " + bad.problem());
                }
            });
            workers.shutdown();
            workers.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted", e);
        } finally {
            workers.shutdownNow();
        }
    }

    private void place(OrdersFile.Order line) {
        try {
            JsonNode order = shop.place(line.order());
            placed.add(new Placed(
                    line,
                    order.path("id").asText(),
                    order.path("total").asText(),
                    order.path("traceId").asText()));
        } catch (CaravanaClient.Refused e) {
            refused.incrementAndGet();
            error("line " + line.number() + ", order " + line.source() + ": rejected, " + e.getMessage());
        }
    }

    private Summary compare(List<Placed> orders) {
        int invoices = 0;
        int disagreeing = 0;
        Duration timeout = INVOICE_TIMEOUT;
        for (Placed order : orders) {
            Optional<JsonNode> invoice = Polling.until(timeout, () -> shop.invoiceOf(order.id()));
            String where =
                    "line " + order.line().number() + ", order " + order.line().source() + ": ";
            if (invoice.isEmpty()) {
                // After the first time-out, the remaining invoices are not waited for.
                timeout = Duration.ZERO;
                error(where + "no invoice");
                continue;
            }
            invoices++;
            String invoiced = invoice.get().path("total").asText();
            if (!equal(order.line().expectedTotal(), order.total())
                    || !equal(order.line().expectedTotal(), invoiced)) {
                disagreeing++;
                error(where + "expected " + order.line().expectedTotal() + ", the order's total is " + order.total()
                        + ", the invoice's " + invoiced);
            }
        }
        return new Summary(
                orders.size(),
                refused.get(),
                unreadable,
                invoices,
                disagreeing,
                orders.stream().findFirst().map(Placed::traceId));
    }

    private static boolean equal(BigDecimal expected, String total) {
        try {
            return expected.compareTo(new BigDecimal(total)) == 0;
        } catch (NumberFormatException notANumber) {
            return false;
        }
    }

    private void error(String line) {
        int number = errors.incrementAndGet();
        if (number <= MAX_ERRORS) {
            console.error(line);
        } else if (number == MAX_ERRORS + 1) {
            console.error("more of these are not shown");
        }
    }
}
