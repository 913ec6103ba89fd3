package caravana.invoices.issuing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import caravana.invoices.PlacedOrderEvent;
import caravana.starter.json.InvalidJsonException;
import caravana.starter.messaging.InvalidMessageException.Reason;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderPlacedReaderTest {

    private static final UUID ORDER = UUID.fromString("01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b");

    private final OrderPlacedReader reader = new OrderPlacedReader();

    private static ObjectNode event() {
        return PlacedOrderEvent.of(ORDER, "demo");
    }

    private OrderPlaced read(String text) {
        return reader.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private InvalidJsonException refusal(byte[] message) {
        return catchThrowableOfType(InvalidJsonException.class, () -> reader.read(message));
    }

    private InvalidJsonException refusal(String text) {
        return refusal(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsWhatAnInvoiceNeeds() {
        ObjectNode event = event();

        OrderPlaced order = read(event.toString());

        assertThat(order.id()).isEqualTo(ORDER);
        assertThat(order.merchant()).isEqualTo("demo");
        assertThat(order.currency()).isEqualTo("BRL");
        assertThat(order.customer()).isEqualTo(event.at("/data/customer"));
        assertThat(order.total()).isEqualTo(new BigDecimal("399.80"));
        assertThat(order.items())
                .containsExactly(new OrderPlaced.Item(
                        "KB-101", "Keyboard", 2, new BigDecimal("199.90"), new BigDecimal("399.80")));
    }

    @Test
    void acceptsWhatANewerProducerAdds() {
        ObjectNode event = event().put("dataschema", "urn:newer");
        ((ObjectNode) event.get("data"))
                .put("channel", "web")
                .putObject("shipping")
                .put("fee", 1.5);
        ((ObjectNode) event.at("/data/items/0")).putNull("weight");
        ((ObjectNode) event.at("/data/customer/address")).put("floor", 3);

        assertThat(read(event.toString()).items()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/specversion",
                "/id",
                "/source",
                "/type",
                "/subject",
                "/time",
                "/datacontenttype",
                "/traceparent",
                "/data",
                "/data/id",
                "/data/status",
                "/data/merchant",
                "/data/customer",
                "/data/currency",
                "/data/items",
                "/data/total",
                "/data/placedAt",
                "/data/customer/name",
                "/data/customer/email",
                "/data/customer/address",
                "/data/customer/address/street",
                "/data/customer/address/city",
                "/data/customer/address/postalCode",
                "/data/customer/address/country",
                "/data/items/0/sku",
                "/data/items/0/description",
                "/data/items/0/quantity",
                "/data/items/0/unitPrice",
                "/data/items/0/lineTotal"
            })
    void refusesAMissingAndAnEmptyMember(String pointer) {
        int slash = pointer.lastIndexOf('/');
        String name = pointer.substring(slash + 1);
        ObjectNode without = event();
        ((ObjectNode) without.at(pointer.substring(0, slash))).remove(name);
        ObjectNode withNull = event();
        ((ObjectNode) withNull.at(pointer.substring(0, slash))).putNull(name);

        assertThat(Reason.of(refusal(without.toString()))).isEqualTo(Reason.CONTRACT);
        assertThat(refusal(without.toString())).hasMessageContaining(name);
        assertThat(Reason.of(refusal(withNull.toString()))).isEqualTo(Reason.CONTRACT);
        assertThat(refusal(withNull.toString())).hasMessageContaining(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/specversion | \"0.3\"",
                "/id | \"42\"",
                "/source | \"/invoices\"",
                "/type | \"order.placed.v2\"",
                "/time | \"yesterday\"",
                "/time | \"2026-13-40T25:61:61Z\"",
                "/traceparent | \"00-0-0-0\"",
                "/data | []",
                "/data/id | \"no uuid\"",
                "/data/status | \"invoiced\"",
                "/data/merchant | \"\"",
                "/data/merchant | 5",
                "/data/currency | \"brl\"",
                "/data/items | []",
                "/data/items | {}",
                "/data/total | 399.80",
                "/data/total | \"-399.80\"",
                "/data/total | \"3.998e2\"",
                "/data/total | \"399,80\"",
                "/data/total | \"399.80\\n\"",
                "/data/items/0/quantity | 0",
                "/data/items/0/quantity | -2",
                "/data/items/0/quantity | 2.5",
                "/data/items/0/quantity | 1000001",
                "/data/items/0/quantity | 4294967298",
                "/data/items/0/quantity | 18446744073709551617",
                "/data/items/0/quantity | 1e400",
                "/data/items/0/quantity | \"2\"",
                "/data/items/0/quantity | true",
                "/data/items/0/unitPrice | 199.90",
                "/data/items/0/unitPrice | \"199.90000\"",
                "/data/items/0/unitPrice | \"1234567890123.00\""
            })
    void refusesAWrongMember(String pointer, String json) {
        ObjectNode event = event();
        String right = event.at(pointer).toString();
        String name = pointer.substring(pointer.lastIndexOf('/') + 1);
        String text = event.toString().replace("\"" + name + "\":" + right, "\"" + name + "\":" + json);
        assertThat(text).contains("\"" + name + "\":" + json);

        InvalidJsonException refusal = refusal(text);

        assertThat(Reason.of(refusal)).isEqualTo(Reason.CONTRACT);
        assertThat(refusal).hasMessageContaining(pointer);
    }

    /** The validator compares a decimal's low 64 bits only: to it this one is 1. */
    @Test
    void refusesAnIntegerThatOnlyItsLowBitsMakeSmall() {
        InvalidJsonException refusal =
                refusal(event().toString().replace("\"quantity\":2,", "\"quantity\":18446744073709551617.0,"));

        assertThat(Reason.of(refusal)).isEqualTo(Reason.CONTRACT);
        assertThat(refusal).hasMessageContaining("18446744073709551617");
    }

    /** JSON Schema counts 2.0 among the integers: whatever is let through must be the number that was written. */
    @ParameterizedTest
    @CsvSource({"2.0, 2", "1e2, 100", "2.000000000000000000000, 2", "1E+6, 1000000"})
    void readsAnIntegerExactlyHoweverItIsWritten(String written, int quantity) {
        OrderPlaced order = read(event().toString().replace("\"quantity\":2,", "\"quantity\":" + written + ","));

        assertThat(order.items().get(0).quantity()).isEqualTo(quantity);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2.0000000000000000000000001",
                "1.9999999999999999999999",
                "1000000.0000000000000000001",
                "0.99999999999999999999"
            })
    void doesNotRoundAFractionToAnInteger(String written) {
        assertThat(Reason.of(refusal(event().toString().replace("\"quantity\":2,", "\"quantity\":" + written + ","))))
                .isEqualTo(Reason.CONTRACT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"order", "{", "{\"id\": }", "<order/>", "{} {}", "{\"a\": 01}", "{\"a\": NaN}", "{'a': 1}"})
    void refusesWhatIsNotJson(String text) {
        assertThat(Reason.of(refusal(text))).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void refusesAnEmptyMessageAsNotJson() {
        assertThat(Reason.of(refusal(""))).isEqualTo(Reason.MALFORMED);
        assertThat(Reason.of(refusal("   "))).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void refusesBytesThatAreNoText() {
        assertThat(Reason.of(refusal(new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) 0xc3, 0x28})))
                .isEqualTo(Reason.MALFORMED);
    }

    @Test
    void refusesNamesNestingAndNumbersThatCostMoreThanTheyCanMean() {
        assertThat(Reason.of(refusal("{\"" + "n".repeat(1_100) + "\": 1}"))).isEqualTo(Reason.MALFORMED);
        assertThat(Reason.of(refusal("[".repeat(33) + "]".repeat(33)))).isEqualTo(Reason.MALFORMED);
        assertThat(Reason.of(refusal("9".repeat(101)))).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void refusesNestingThatWouldExhaustTheStack() {
        assertThat(Reason.of(refusal("[".repeat(100_000)))).isEqualTo(Reason.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "5", "\"order\"", "{}"})
    void refusesJsonThatIsNoEvent(String text) {
        assertThat(Reason.of(refusal(text))).isEqualTo(Reason.CONTRACT);
    }

    @Test
    void namesSomeOfVeryManyViolations() {
        ObjectNode event = event();
        for (int i = 0; i < 1_001; i++) {
            ((ObjectNode) event.get("data")).withArray("items").addObject();
        }

        InvalidJsonException refusal = refusal(event.toString());

        assertThat(refusal.violations()).hasSize(50);
        assertThat(refusal.getMessage()).hasSizeLessThan(4_000);
    }
}
