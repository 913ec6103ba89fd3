package caravana.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.localstack.Database;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The contents of both databases at the end of a journey, and whether they are consistent. */
public final class ServiceDatabases {

    private final JdbcTemplate orders;
    private final JdbcTemplate invoices;

    public ServiceDatabases(Database orders, Database invoices) {
        this.orders = jdbc(orders);
        this.invoices = jdbc(invoices);
    }

    /** Opens a new connection for each statement, without a pool or a proxy. */
    public static JdbcTemplate jdbc(Database database) {
        return new JdbcTemplate(
                new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password()));
    }

    private record StoredOrder(UUID id, String merchant, BigDecimal total, UUID invoiceId, String invoiceNumber) {}

    private record StoredInvoice(UUID id, UUID orderId, String merchant, BigDecimal total, int year, long sequence) {

        String number() {
            return "%d-%06d".formatted(year, sequence);
        }
    }

    /** The database of Invoices. */
    JdbcTemplate invoices() {
        return invoices;
    }

    public long invoiceCount() {
        return count(invoices, "invoices");
    }

    private static long count(JdbcTemplate database, String table) {
        return database.queryForObject("select count(*) from " + table, Long.class);
    }

    /** Waits until every order is invoiced and both outboxes are empty. */
    public void awaitSettled(Duration timeout) {
        await("every order is invoiced and both outboxes are empty")
                .atMost(timeout)
                .untilAsserted(() -> {
                    assertThat(count(orders, "outbox"))
                            .as("rows in the outbox of Orders")
                            .isZero();
                    assertThat(count(invoices, "outbox"))
                            .as("rows in the outbox of Invoices")
                            .isZero();
                    assertThat(count(orders, "orders where invoice_id is null"))
                            .as("orders without invoice")
                            .isZero();
                });
    }

    /** Asserts that every accepted or stored order has exactly one invoice, and that no other invoice exists. */
    public void assertOneInvoiceForEachOrder(Collection<UUID> accepted) {
        assertThat(count(invoices, "dead_letters")).as("dead letters").isZero();
        List<StoredOrder> placed = orders.query(
                "select id, merchant, total, invoice_id, invoice_number from orders",
                (row, number) -> new StoredOrder(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getBigDecimal(3),
                        row.getObject(4, UUID.class),
                        row.getString(5)));
        List<StoredInvoice> issued = invoices.query(
                "select id, order_id, merchant, total, number_year, number_sequence from invoices",
                (row, number) -> new StoredInvoice(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        row.getString(3),
                        row.getBigDecimal(4),
                        row.getInt(5),
                        row.getLong(6)));

        assertThat(placed).extracting(StoredOrder::id).as("stored orders").containsAll(accepted);
        assertThat(issued)
                .extracting(StoredInvoice::orderId)
                .as("one invoice for each order")
                .containsExactlyInAnyOrderElementsOf(
                        placed.stream().map(StoredOrder::id).toList());
        Map<UUID, StoredInvoice> byOrder =
                issued.stream().collect(Collectors.toMap(StoredInvoice::orderId, Function.identity()));
        assertThat(placed).allSatisfy(order -> {
            StoredInvoice invoice = byOrder.get(order.id());
            assertThat(invoice.merchant()).isEqualTo(order.merchant());
            assertThat(invoice.total()).isEqualTo(order.total());
            assertThat(invoice.id()).isEqualTo(order.invoiceId());
            assertThat(invoice.number()).isEqualTo(order.invoiceNumber());
        });
        assertNumbersWithoutGaps(issued);
    }

    private static void assertNumbersWithoutGaps(List<StoredInvoice> issued) {
        Map<String, List<StoredInvoice>> byMerchantAndYear = issued.stream()
                .sorted(Comparator.comparingLong(StoredInvoice::sequence))
                .collect(Collectors.groupingBy(invoice -> invoice.merchant() + " " + invoice.year()));
        assertThat(byMerchantAndYear)
                .allSatisfy((merchantAndYear, inOrder) -> assertThat(inOrder)
                        .extracting(StoredInvoice::sequence)
                        .as("numbers of " + merchantAndYear)
                        .containsExactlyElementsOf(LongStream.rangeClosed(1, inOrder.size())
                                .boxed()
                                .toList()));
    }
}
