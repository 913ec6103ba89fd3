package caravana.orders.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.orders.Order;
import caravana.starter.web.Page;
import java.time.Instant;
import java.util.List;
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
        Page<Order> page = new OrderQuery(1, UUID.randomUUID()).pageOf(List.of(order(last), order(UUID.randomUUID())));
        assertThat(page.items()).extracting("id").containsExactly(last);
        assertThat(page.next()).matches("[A-Za-z0-9_-]+");
        assertThat(OrderQuery.page(Optional.of("7"), Optional.of(page.next()))).isEqualTo(new OrderQuery(7, last));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void endsWithAPageWithoutNext(int orders) {
        List<Order> found = IntStream.range(0, orders)
                .mapToObj(index -> order(UUID.randomUUID()))
                .toList();
        Page<Order> page = new OrderQuery(3, UUID.randomUUID()).pageOf(found);
        assertThat(page.items()).hasSize(orders);
        assertThat(page.next()).isNull();
    }

    private static Order order(UUID id) {
        return new Order(
                id,
                "placed",
                "demo",
                "{}",
                "BRL",
                "[]",
                "0.00",
                Instant.EPOCH,
                "4bf92f3577b34da6a3ce929d0e0e4736",
                null,
                null);
    }
}
