package caravana.invoices.issuing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import caravana.starter.messaging.InvalidMessageException;
import caravana.starter.messaging.InvalidMessageException.Reason;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class InvoiceFactoryTest {

    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final ObjectMapper json = new ObjectMapper();
    private final InvoiceFactory desk = new InvoiceFactory(json);

    private static OrderPlaced.Item item(int quantity, String unitPrice, String lineTotal) {
        return new OrderPlaced.Item(
                "KB-101", "Keyboard \"é\"", quantity, new BigDecimal(unitPrice), new BigDecimal(lineTotal));
    }

    private OrderPlaced order(String total, List<OrderPlaced.Item> items) {
        JsonNode customer = json.createObjectNode().put("zip", "1").put("name", "Ana");
        return new OrderPlaced(UUID.randomUUID(), "demo", customer, "BRL", items, new BigDecimal(total));
    }

    private static BigDecimal total(List<OrderPlaced.Item> items) {
        return items.stream().map(OrderPlaced.Item::lineTotal).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @Test
    void takesTheOrderOver() throws JsonProcessingException {
        OrderPlaced order = order("400.30", List.of(item(2, "199.90", "399.80"), item(1, "0.50", "0.50")));

        Invoice invoice = desk.draft(order, TRACEPARENT);

        assertThat(invoice.orderId()).isEqualTo(order.id());
        assertThat(invoice.merchant()).isEqualTo("demo");
        assertThat(invoice.currency()).isEqualTo("BRL");
        assertThat(invoice.total()).isEqualTo("400.30");
        assertThat(invoice.customer()).isEqualTo("{\"zip\":\"1\",\"name\":\"Ana\"}");
        assertThat(invoice.traceparent()).isEqualTo(TRACEPARENT);
        assertThat(invoice.id().version()).isEqualTo(7);
        assertThat(json.readTree(invoice.lines())).isEqualTo(json.readTree("""
                [{"sku": "KB-101", "description": "Keyboard \\"é\\"", "quantity": 2, "unitPrice": "199.90",
                  "net": "399.80"},
                 {"sku": "KB-101", "description": "Keyboard \\"é\\"", "quantity": 1, "unitPrice": "0.50",
                  "net": "0.50"}]"""));
    }

    @Test
    void givesEachInvoiceAndEachAnnouncementAnIdOfItsOwn() {
        OrderPlaced order = order("0.50", List.of(item(1, "0.50", "0.50")));
        Invoice one = desk.draft(order, TRACEPARENT);
        Invoice other = desk.draft(order, TRACEPARENT);

        assertThat(List.of(one.id(), one.issuedEventId(), other.id(), other.issuedEventId()))
                .doesNotHaveDuplicates();
    }

    @Test
    void refusesALineThatDoesNotAddUp() {
        OrderPlaced order = order("399.81", List.of(item(2, "199.90", "399.81")));

        assertThatExceptionOfType(InvalidMessageException.class)
                .isThrownBy(() -> desk.draft(order, TRACEPARENT))
                .withMessage("2 times 199.90 is not 399.81")
                .matches(refusal -> Reason.of(refusal) == Reason.BUSINESS_RULE);
    }

    @Test
    void refusesATotalThatDoesNotAddUp() {
        OrderPlaced order = order("400.00", List.of(item(2, "199.90", "399.80")));

        assertThatExceptionOfType(InvalidMessageException.class)
                .isThrownBy(() -> desk.draft(order, TRACEPARENT))
                .withMessage("the items come to 399.80, not to 400.00")
                .matches(refusal -> Reason.of(refusal) == Reason.BUSINESS_RULE);
    }

    /** Two wrong lines whose faults cancel out come to the right total. */
    @Test
    void looksAtEachLineAndNotAtTheTotalAlone() {
        OrderPlaced order = order("3.00", List.of(item(1, "1.00", "1.01"), item(1, "2.00", "1.99")));

        assertThatExceptionOfType(InvalidMessageException.class)
                .isThrownBy(() -> desk.draft(order, TRACEPARENT))
                .matches(refusal -> Reason.of(refusal) == Reason.BUSINESS_RULE);
    }

    @Test
    void keepsTheLargestOrderExact() throws JsonProcessingException {
        List<OrderPlaced.Item> items = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            items.add(item(1_000_000, "999999999999.9999", "999999999999999900.0000"));
        }

        Invoice invoice = desk.draft(order("999999999999999900000.0000", items), TRACEPARENT);

        assertThat(invoice.total()).isEqualTo("999999999999999900000.0000");
        assertThat(json.readTree(invoice.lines()).get(999).get("net").asText()).isEqualTo("999999999999999900.0000");
    }

    @Property(tries = 300)
    void comesToTheOrdersTotalWithoutLosingADigit(@ForAll("someItems") List<OrderPlaced.Item> items)
            throws JsonProcessingException {
        Invoice invoice = desk.draft(order(total(items).toPlainString(), items), TRACEPARENT);

        assertThat(invoice.total()).isEqualTo(total(items).toPlainString());
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode line : json.readTree(invoice.lines())) {
            assertThat(line.get("net").isTextual()).isTrue();
            assertThat(line.get("net").asText() + line.get("unitPrice").asText())
                    .matches("[0-9.]+");
            assertThat(new BigDecimal(line.get("unitPrice").asText())
                            .multiply(BigDecimal.valueOf(line.get("quantity").intValue())))
                    .isEqualByComparingTo(line.get("net").asText());
            sum = sum.add(new BigDecimal(line.get("net").asText()));
        }
        assertThat(sum).isEqualByComparingTo(invoice.total());
    }

    @Property(tries = 300)
    void refusesATotalThatIsOffByTheSmallestUnit(
            @ForAll("someItems") List<OrderPlaced.Item> items, @ForAll @IntRange(min = 1, max = 1_000) int units) {
        BigDecimal off = total(items).add(BigDecimal.valueOf(units, 4));

        assertThatExceptionOfType(InvalidMessageException.class)
                .isThrownBy(() -> desk.draft(order(off.toPlainString(), items), TRACEPARENT));
    }

    @Provide
    Arbitrary<List<OrderPlaced.Item>> someItems() {
        Arbitrary<Integer> quantities = Arbitraries.integers().between(1, 1_000_000);
        Arbitrary<BigDecimal> prices = Arbitraries.integers()
                .between(0, 4)
                .flatMap(decimals -> Arbitraries.bigDecimals()
                        .between(BigDecimal.ZERO, new BigDecimal("999999999999"))
                        .ofScale(decimals)
                        .map(price -> price.setScale(decimals)));
        return Combinators.combine(quantities, prices)
                .as((quantity, price) -> new OrderPlaced.Item(
                        "KB-101", "Keyboard", quantity, price, price.multiply(BigDecimal.valueOf(quantity))))
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }
}
