package caravana.orders.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravana.starter.web.ProblemException;
import caravana.starter.telemetry.TraceParent;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page's next leads to the page behind it, and to nothing where there is none. */
class OrderQueryTest {

    @Test
    void beginsWithTheNewestFiftyWhereNothingIsAsked() {
        OrderQuery query = OrderQuery.page(Optional.empty(), Optional.empty());
        assertThat(query.limit()).isEqualTo(50);
        assertThat(query.row("demo"))
                .containsEntry("merchant", "demo")
                .containsEntry("before", UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff"))
                .containsEntry("limit", 51);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000-0000-0000-0000-000000000000",
                "01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b",
                "ffffffff-ffff-ffff-ffff-fffffffffffe",
                "fbfffbff-fbff-fbff-fbff-fbfffbfffbff"
            })
    void goesOnBehindTheLastOrderOfAPage(UUID last) {
        OrderQuery.Page page = new OrderQuery(1, UUID.randomUUID()).pageOf(List.of(row(last), row(UUID.randomUUID())));
        assertThat(page.items()).extracting("id").containsExactly(last);
        assertThat(page.next()).matches("[A-Za-z0-9_-]+");
        assertThat(OrderQuery.page(Optional.of("7"), Optional.of(page.next()))).isEqualTo(new OrderQuery(7, last));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void endsWithAPageWithoutNext(int orders) {
        List<Map<String, Object>> rows = IntStream.range(0, orders)
                .mapToObj(index -> row(UUID.randomUUID()))
                .toList();
        OrderQuery.Page page = new OrderQuery(3, UUID.randomUUID()).pageOf(rows);
        assertThat(page.items()).hasSize(orders);
        assertThat(page.next()).isNull();
    }

    @Test
    void showsTheInvoiceOfAnOrderThatHasOne() {
        UUID invoice = UUID.randomUUID();
        Map<String, Object> row = row(UUID.randomUUID());
        assertThat(OrderQuery.only(List.of(row)))
                .extracting("status", "invoice")
                .containsExactly("placed", null);
        row.put("invoice_id", invoice);
        row.put("invoice_number", "2026-000001");
        assertThat(OrderQuery.only(List.of(row)).status()).isEqualTo("invoiced");
        assertThat(OrderQuery.only(List.of(row)).invoice())
                .hasToString("InvoiceReference[id=" + invoice + ", number=2026-000001]");
    }

    @Test
    void refusesToAnswerAnOrderThatIsNotThere() {
        assertThatThrownBy(() -> OrderQuery.only(List.of()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.status().value()).isEqualTo(404));
    }

    private static Map<String, Object> row(UUID id) {
        Map<String, Object> row = new HashMap<>();
        row.put("id", id);
        row.put("merchant", "demo");
        row.put("customer", "{}");
        row.put("currency", "BRL");
        row.put("items", "[]");
        row.put("total", "0.00");
        row.put("placed_at", Timestamp.from(Instant.EPOCH));
        row.put("traceparent", TraceParent.unsampled());
        return row;
    }
}
