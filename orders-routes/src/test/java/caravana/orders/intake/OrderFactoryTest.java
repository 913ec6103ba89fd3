package caravana.orders.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravana.starter.telemetry.TraceParent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** An order is added up exactly, in its currency's own decimals, whatever is bought. */
class OrderFactoryTest {

    private static final JsonMapper JSON =
            JsonMapper.builder().findAndAddModules().build();
    private static final BigDecimal MOST_EXPENSIVE = new BigDecimal("999999999999");

    private final OrderFactory desk = new OrderFactory(JSON);

    @Property(tries = 500)
    void totalIsTheExactSumOfItsLines(@ForAll("requests") PlaceOrder request) throws JsonProcessingException {
        PlacedOrder placed = desk.place(request, "demo", TraceParent.unsampled());
        int decimals = Currency.getInstance(request.currency()).getDefaultFractionDigits();

        BigDecimal expected = BigDecimal.ZERO;
        for (PlaceOrder.Item item : request.items()) {
            expected = expected.add(item.unitPrice().multiply(new BigDecimal(item.quantity())));
        }
        BigDecimal total = new BigDecimal(placed.order().total());
        assertThat(total).isEqualByComparingTo(expected);
        assertThat(total.scale()).isEqualTo(decimals);
        assertThat(placed.order().total()).matches("[0-9]{1,21}(\\.[0-9]{1,4})?");
        assertThat(placed.row().get("total")).isEqualTo(placed.order().total());

        JsonNode lines = JSON.readTree(placed.order().items());
        assertThat(lines).hasSize(request.items().size());
        BigDecimal sum = BigDecimal.ZERO;
        for (int index = 0; index < lines.size(); index++) {
            PlaceOrder.Item item = request.items().get(index);
            JsonNode line = lines.get(index);
            BigDecimal unitPrice = money(line.path("unitPrice"), decimals);
            BigDecimal lineTotal = money(line.path("lineTotal"), decimals);
            assertThat(unitPrice).isEqualByComparingTo(item.unitPrice());
            assertThat(lineTotal).isEqualByComparingTo(item.unitPrice().multiply(new BigDecimal(item.quantity())));
            assertThat(line.path("quantity").intValue()).isEqualTo(item.quantity());
            sum = sum.add(lineTotal);
        }
        assertThat(sum).isEqualTo(total);
    }

    @Property(tries = 200)
    void aPriceIsNeverRounded(@ForAll("tooFine") PlaceOrder request) {
        assertThatThrownBy(() -> desk.place(request, "demo", TraceParent.unsampled()))
                .isInstanceOf(ArithmeticException.class);
    }

    @Property(tries = 100)
    void theOrderOfTheLinesDoesNotChangeTheTotal(@ForAll("requests") PlaceOrder request) {
        List<PlaceOrder.Item> reversed = new ArrayList<>(request.items());
        Collections.reverse(reversed);
        PlaceOrder other = new PlaceOrder(request.customer(), request.currency(), reversed);
        assertThat(desk.place(other, "demo", TraceParent.unsampled()).order().total())
                .isEqualTo(desk.place(request, "demo", TraceParent.unsampled())
                        .order()
                        .total());
    }

    @Test
    void addsUpTheLargestOrderThatTheContractAllows() {
        PlaceOrder.Item item = item(1_000_000, new BigDecimal("999999999999.9999"));
        PlaceOrder request = new PlaceOrder(customer(), "CLF", Collections.nCopies(1_000, item));
        assertThat(desk.place(request, "demo", TraceParent.unsampled()).order().total())
                .isEqualTo("999999999999999900000.0000");
    }

    @Test
    void givesEachOrderItsOwnIdsInTheOrderOfTime() {
        PlaceOrder request = new PlaceOrder(customer(), "BRL", List.of(item(1, BigDecimal.ONE)));
        List<PlacedOrder> placed = IntStream.range(0, 1_000)
                .mapToObj(index -> desk.place(request, "demo", TraceParent.unsampled()))
                .toList();
        assertThat(placed)
                .extracting(order -> order.order().id().toString())
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(placed).extracting(order -> order.order().id().version()).containsOnly(7);
        assertThat(placed)
                .extracting(PlacedOrder::eventId)
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(
                        placed.stream().map(order -> order.order().id()).toList());
    }

    @Test
    void writesDownWhoAskedAndInWhichTrace() {
        PlaceOrder request = new PlaceOrder(customer(), "BRL", List.of(item(1, BigDecimal.ONE)));
        String traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        PlacedOrder placed = desk.place(request, "merchant-7", traceparent);
        assertThat(placed.order().traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(placed.order().status()).isEqualTo("placed");
        assertThat(placed.order().invoice()).isNull();
        assertThat(placed.row())
                .containsEntry("merchant", "merchant-7")
                .containsEntry("traceparent", traceparent)
                .containsEntry("id", placed.order().id())
                .containsEntry("eventId", placed.eventId());
        assertThat((UUID) placed.row().get("id")).isNotEqualTo(placed.eventId());
        assertThat(placed.order().customer()).doesNotContain("taxId", "region", "null");
    }

    @Provide
    Arbitrary<PlaceOrder> requests() {
        return currencies()
                .flatMap(currency -> items(0, currency.getDefaultFractionDigits())
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(30)
                        .map(items -> new PlaceOrder(customer(), currency.getCurrencyCode(), items)));
    }

    /** Orders with one price that has decimals the currency does not know. */
    @Provide
    Arbitrary<PlaceOrder> tooFine() {
        return currencies().flatMap(currency -> {
            int decimals = currency.getDefaultFractionDigits();
            Arbitrary<PlaceOrder.Item> finer = items(decimals + 1, decimals + 3)
                    .filter(item -> item.unitPrice().stripTrailingZeros().scale() > decimals);
            return finer.map(item -> new PlaceOrder(customer(), currency.getCurrencyCode(), List.of(item)));
        });
    }

    private static Arbitrary<Currency> currencies() {
        List<Currency> all = Currency.getAvailableCurrencies().stream()
                .filter(currency -> currency.getDefaultFractionDigits() >= 0)
                .toList();
        return Arbitraries.oneOf(
                Arbitraries.of("JPY", "BRL", "KWD", "CLF").map(Currency::getInstance), Arbitraries.of(all));
    }

    private static Arbitrary<PlaceOrder.Item> items(int fewestDecimals, int mostDecimals) {
        Arbitrary<BigDecimal> prices = Arbitraries.integers()
                .between(fewestDecimals, mostDecimals)
                .flatMap(scale -> Arbitraries.bigDecimals()
                        .between(BigDecimal.ZERO, MOST_EXPENSIVE)
                        .ofScale(scale));
        return Combinators.combine(Arbitraries.integers().between(1, 1_000_000), prices)
                .as(OrderFactoryTest::item);
    }

    private static BigDecimal money(JsonNode text, int decimals) {
        assertThat(text.isTextual()).isTrue();
        BigDecimal amount = new BigDecimal(text.textValue());
        assertThat(amount.scale()).isEqualTo(decimals);
        assertThat(text.textValue()).matches("[0-9]+(\\.[0-9]+)?");
        return amount;
    }

    private static PlaceOrder.Customer customer() {
        return new PlaceOrder.Customer(
                "Ana Souza",
                "ana@example.com",
                null,
                new PlaceOrder.Address("Rua A, 1", "Recife", null, "50000-000", "BR"));
    }

    private static PlaceOrder.Item item(int quantity, BigDecimal unitPrice) {
        return new PlaceOrder.Item("KB-101", "Keyboard", quantity, unitPrice);
    }
}
