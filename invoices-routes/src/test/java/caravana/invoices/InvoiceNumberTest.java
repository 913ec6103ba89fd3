package caravana.invoices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvoiceNumberTest {

    @ParameterizedTest
    @CsvSource({
        "2026, 1, 2026-000001",
        "2026, 999999, 2026-999999",
        "2026, 1000000, 2026-1000000",
        "2027, 999999999999999999, 2027-999999999999999999"
    })
    void readsAsYearAndAtLeastSixDigits(int year, long sequence, String text) {
        assertThat(new InvoiceNumber(year, sequence).text()).isEqualTo(text);
    }

    @Property
    void saysItsYearAndSequenceAndNothingElse(
            @ForAll @IntRange(min = 2000, max = 9999) int year,
            @ForAll @LongRange(min = 1, max = 999_999_999_999_999_999L) long sequence) {
        String text = new InvoiceNumber(year, sequence).text();

        assertThat(text).matches("[0-9]{4}-[0-9]{6,18}");
        assertThat(Integer.parseInt(text.substring(0, 4))).isEqualTo(year);
        assertThat(Long.parseLong(text.substring(5))).isEqualTo(sequence);
    }

    @Property
    void sortsAsTextLikeItsSequenceUpToAMillion(
            @ForAll @LongRange(min = 1, max = 999_999) long one,
            @ForAll @LongRange(min = 1, max = 999_999) long other) {
        assertThat(Integer.signum(new InvoiceNumber(2026, one).text().compareTo(new InvoiceNumber(2026, other).text())))
                .isEqualTo(Long.compare(one, other));
    }

    @Test
    void readsTheColumnsOfARow() {
        assertThat(InvoiceNumber.ofRow(Map.of("number_year", 2026, "number_sequence", 7L)))
                .isEqualTo(new InvoiceNumber(2026, 7));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "-1, 1", "2026, 0", "2026, -5"})
    void refusesWhatIsNoNumber(int year, long sequence) {
        assertThatIllegalArgumentException().isThrownBy(() -> new InvoiceNumber(year, sequence));
    }
}
