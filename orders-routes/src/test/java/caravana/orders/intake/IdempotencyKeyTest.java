package caravana.orders.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravana.starter.web.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', textBlock = """
            '"8e03978e-40d5-43dd-bc93-6894a57f9324"', 8e03978e-40d5-43dd-bc93-6894a57f9324
            8e03978e-40d5-43dd-bc93-6894a57f9324, 8e03978e-40d5-43dd-bc93-6894a57f9324
            '"order 7, second try; really"', 'order 7, second try; really'
            '"a \\"b\\" \\\\ c"', 'a "b" \\ c'
            ' "k" ', k
            x=1/2:3, x=1/2:3""")
    void readsAStringWithOrWithoutItsQuotes(String header, String key) {
        assertThat(IdempotencyKey.parse(header).text()).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "\"\"", "\"a", "a\"", "a b", "a,b", "\"a\", \"b\"", "\"a\";x=1", "\"\\n\"", "é", "\"é\""
            })
    void refusesAnythingElse(String header) {
        assertThatThrownBy(() -> IdempotencyKey.parse(header))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("Idempotency-Key");
    }

    @Test
    void takesUpTo255Characters() {
        assertThat(IdempotencyKey.parse("k".repeat(255)).text()).hasSize(255);
        assertThat(IdempotencyKey.parse('"' + "k".repeat(255) + '"').text()).hasSize(255);
        assertThatThrownBy(() -> IdempotencyKey.parse("k".repeat(256))).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> IdempotencyKey.parse('"' + "k".repeat(256) + '"'))
                .isInstanceOf(ProblemException.class);
    }
}
