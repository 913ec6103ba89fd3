package caravana.faults;

import static org.awaitility.Awaitility.await;

import caravana.journey.ServiceDatabases;
import caravana.localstack.Database;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;

/** Counts what became of the orders of some merchants, past all proxies. */
final class Ledger {

    private final JdbcTemplate orders;
    private final JdbcTemplate invoices;

    Ledger(Database orders, Database invoices) {
        this.orders = ServiceDatabases.jdbc(orders);
        this.invoices = ServiceDatabases.jdbc(invoices);
    }

    /**
     * What a fault has done.
     *
     * @param accepted orders that were answered 201
     * @param stored those, and orders whose client never got an answer
     * @param invoiced stored orders that have an invoice and know it
     * @param lost accepted orders that are not stored, and stored ones that are not invoiced
     * @param doubled invoices beyond the first of an order, or of no order, and orders that were stored once more for
     *     the
     *     same client: no two clients of a merchant ask for the same total
     * @param gaps numbers that are missing or were given twice, by merchant and year
     * @param unequal invoices with another total than the order that was accepted
     */
    record Count(long accepted, long stored, long invoiced, long lost, long doubled, long gaps, long unequal) {

        boolean isClean() {
            return lost == 0 && doubled == 0 && gaps == 0 && unequal == 0;
        }
    }

    private record StoredOrder(UUID id, String merchant, BigDecimal total, UUID invoice) {}

    private record StoredInvoice(UUID id, UUID order, String merchant, BigDecimal total, Integer year, Long sequence) {}

    Count count(List<String> merchants, Map<UUID, BigDecimal> answered) {
        // Taken first: what is accepted while we count is stored, too.
        Map<UUID, BigDecimal> accepted = Map.copyOf(answered);
        List<StoredOrder> stored = orders.query(
                "select id, merchant, total, invoice_id from orders where merchant = any (?)",
                (row, number) -> new StoredOrder(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getBigDecimal(3),
                        row.getObject(4, UUID.class)),
                array(merchants));
        List<StoredInvoice> issued = invoices.query(
                "select id, order_id, merchant, total, number_year, number_sequence from invoices"
                        + " where merchant = any (?)",
                (row, number) -> new StoredInvoice(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        row.getString(3),
                        row.getBigDecimal(4),
                        (Integer) row.getObject(5),
                        (Long) row.getObject(6)),
                array(merchants));
        Map<UUID, StoredOrder> orderById =
                stored.stream().collect(Collectors.toMap(StoredOrder::id, Function.identity()));
        Map<UUID, UUID> orderOfInvoice =
                issued.stream().collect(Collectors.toMap(StoredInvoice::id, StoredInvoice::order));

        long invoiced = stored.stream()
                .filter(order -> order.id().equals(orderOfInvoice.get(order.invoice())))
                .count();
        long neverStored = accepted.keySet().stream()
                .filter(id -> !orderById.containsKey(id))
                .count();
        long clients = stored.stream()
                .map(order -> order.merchant() + " " + order.total())
                .distinct()
                .count();
        long rightful = issued.stream()
                .map(StoredInvoice::order)
                .filter(orderById::containsKey)
                .distinct()
                .count();
        long unequal = issued.stream()
                .filter(invoice -> orderById.containsKey(invoice.order()))
                .filter(invoice -> {
                    BigDecimal total = orderById.get(invoice.order()).total();
                    return !invoice.total().equals(total)
                            || !accepted.getOrDefault(invoice.order(), total).equals(total);
                })
                .count();
        return new Count(
                accepted.size(),
                stored.size(),
                invoiced,
                neverStored + stored.size() - invoiced,
                issued.size() - rightful + stored.size() - clients,
                gaps(issued),
                unequal);
    }

    private static long gaps(List<StoredInvoice> issued) {
        return issued.stream()
                .filter(invoice -> invoice.sequence() != null)
                .collect(Collectors.groupingBy(invoice -> invoice.merchant() + " " + invoice.year()))
                .values()
                .stream()
                .mapToLong(Ledger::gapsOfOneYear)
                .sum();
    }

    private static long gapsOfOneYear(List<StoredInvoice> issued) {
        Set<Long> numbers = new HashSet<>();
        long twice = issued.stream()
                .filter(invoice -> !numbers.add(invoice.sequence()))
                .count();
        long last = numbers.stream().mapToLong(Long::longValue).max().orElse(0);
        return twice + last - numbers.size();
    }

    /** Waits until every order that was placed before this moment is invoiced. */
    void awaitInvoiced(List<String> merchants, Instant placedBefore, Duration timeout) {
        await("what was placed before " + placedBefore + " is invoiced")
                .pollInterval(Duration.ofMillis(50))
                .atMost(timeout)
                .ignoreExceptions()
                .until(() -> Objects.equals(
                        0L,
                        orders.queryForObject(
                                "select count(*) from orders where merchant = any (?) and placed_at <= ?"
                                        + " and invoice_id is null",
                                Long.class,
                                array(merchants),
                                Timestamp.from(placedBefore))));
    }

    /** Orders that have their invoice, though Orders has not yet learned that their event was published. */
    long publishedWithoutBeingMarked() {
        // The outbox last, unlike in withInvoice: an event that was marked meanwhile must not count.
        Set<UUID> invoiced = new HashSet<>(invoices.queryForList("select order_id from invoices", UUID.class));
        return orders.queryForList("select order_id from outbox", UUID.class).stream()
                .filter(invoiced::contains)
                .count();
    }

    /** Which of these orders have an invoice, finished or not. */
    long withInvoice(List<UUID> some) {
        Set<UUID> invoiced = new HashSet<>(invoices.queryForList("select order_id from invoices", UUID.class));
        return some.stream().filter(invoiced::contains).count();
    }

    /** The ids of all events, of both kinds, that are about orders of some merchants. */
    List<UUID> eventIds(List<String> merchants) {
        List<UUID> ids = new ArrayList<>(orders.queryForList(
                "select event_id from orders where merchant = any (?)", UUID.class, array(merchants)));
        ids.addAll(invoices.queryForList(
                "select issued_event_id from invoices where merchant = any (?)", UUID.class, array(merchants)));
        return ids;
    }

    JdbcTemplate orders() {
        return orders;
    }

    JdbcTemplate invoices() {
        return invoices;
    }

    private static Object array(List<String> texts) {
        return texts.toArray(String[]::new);
    }
}
