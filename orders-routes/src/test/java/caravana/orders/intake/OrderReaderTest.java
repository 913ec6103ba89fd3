package caravana.orders.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import caravana.orders.OrderJson;
import caravana.starter.json.InvalidJsonException;
import caravana.starter.json.Violation;
import caravana.starter.web.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A body becomes a request for an order, or a refusal that names each place and what is expected there. */
class OrderReaderTest {

    private static final int LIMIT = 512 * 1024;

    private final OrderReader reader = new OrderReader();

    @Test
    void readsAnOrder() {
        PlaceOrder order = read(OrderJson.valid().text());
        assertThat(order.currency()).isEqualTo("BRL");
        assertThat(order.customer())
                .isEqualTo(new PlaceOrder.Customer(
                        "Ana Souza",
                        "ana@example.com",
                        "123.456.789-09",
                        new PlaceOrder.Address("Rua A, 1", "Recife", "PE", "50000-000", "BR")));
        assertThat(order.items())
                .containsExactly(new PlaceOrder.Item("KB-101", "Keyboard", 2, new BigDecimal("199.90")));
    }

    @Test
    void readsAnOrderBehindAByteOrderMark() {
        assertThat(read("\uFEFF" + OrderJson.valid().text()))
                .isEqualTo(read(OrderJson.valid().text()));
    }

    @ParameterizedTest(name = "{0} says: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            /items/0/quantity         | 0                | minimum value of 1
            /items/0/quantity         | 1000001          | maximum value of 1000000
            /items/0/quantity         | 2.0              | must be written as an integer
            /items/0/quantity         | "2"              | integer expected
            /items/0/unitPrice        | "1.999"          | at most 2 decimals in BRL
            /items/0/unitPrice        | "1e3"            | does not match the pattern
            /currency                 | "ZZZ"            | ISO 4217
            /customer/address/country | "ZZ"             | ISO 3166-1
            /customer/name            | "\\u0000"        | NUL
            /customer/name            | "\\ud800"        | surrogate
            /customer/vip             | true             | not defined in the schema""")
    void saysWhatIsExpectedWhere(String pointer, String value, String expected) {
        assertThat(refusal(OrderJson.valid().with(pointer, value).text()).violations())
                .anySatisfy(violation -> {
                    assertThat(violation.pointer()).isEqualTo(pointer);
                    assertThat(violation.detail()).contains(expected);
                });
    }

    @Test
    void saysWhereABodyStopsBeingJson() {
        assertThat(refusal("{\"currency\": \"BRL\",\n \"items\": [1, }").violations())
                .containsExactly(new Violation("/items/1", "is not JSON at line 2, column 15"));
    }

    @Test
    void rejectsADuplicateKey() {
        InvalidJsonException refused = refusal("{\"currency\": \"BRL\", \"currency\": \"JPY\"}");
        assertThat(refused.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.pointer()).isEqualTo("/currency");
            assertThat(violation.detail()).startsWith("is a duplicate key");
        });
    }

    @Test
    void saysThatABodyIsEmpty() {
        assertThat(refusal("").violations().get(0).detail()).startsWith("is empty");
        assertThat(catchThrowableOfType(InvalidJsonException.class, () -> reader.read(null))
                        .violations()
                        .get(0)
                        .detail())
                .startsWith("is empty");
    }

    @Test
    void stopsReadingBehindTheLimit() {
        EndlessStream body = new EndlessStream();
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> reader.read(body));
        assertThat(refused.status().value()).isEqualTo(413);
        assertThat(body.read).isEqualTo(LIMIT + 1);
    }

    @Test
    void refusesABodyThatDoesNotArriveWhole() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Connection reset");
            }
        };
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> reader.read(broken));
        assertThat(refused.status().value()).isEqualTo(400);
        assertThat(refused.violations()).containsExactly(new Violation("", "is incomplete"));
    }

    private PlaceOrder read(String body) {
        return reader.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private InvalidJsonException refusal(String body) {
        return catchThrowableOfType(InvalidJsonException.class, () -> read(body));
    }

    private static final class EndlessStream extends InputStream {

        private long read;

        @Override
        public int read() {
            read++;
            return ' ';
        }
    }
}
