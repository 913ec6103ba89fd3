package caravana.invoices.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import caravana.invoices.InvoiceNumber;
import caravana.starter.web.Page;
import caravana.starter.web.ProblemException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvoiceQueryTest {

    private static InvoiceQuery query(String limit, String cursor) {
        return InvoiceQuery.of(Optional.empty(), Optional.ofNullable(limit), Optional.ofNullable(cursor));
    }

    private static IssuedInvoice invoice(int year, long sequence) {
        return new IssuedInvoice(
                UUID.randomUUID(),
                "demo",
                UUID.randomUUID(),
                "{}",
                "BRL",
                "[]",
                "1.00",
                Instant.parse("2026-11-22T15:00:00.363Z"),
                "4bf92f3577b34da6a3ce929d0e0e4736",
                year,
                sequence);
    }

    @Test
    void asksForTheFiftyHighestNumbersWhereNothingIsSaid() {
        InvoiceQuery query = query(null, null);

        assertThat(query.limit()).isEqualTo(50);
        assertThat(query.orderId()).isNull();
        assertThat(query.row("demo"))
                .containsEntry("limit", 51)
                .containsEntry("merchant", "demo")
                .containsEntry("year", Integer.MAX_VALUE)
                .containsEntry("sequence", Long.MAX_VALUE);
    }

    @Property
    void goesOnBelowTheLastNumberOfThePage(
            @ForAll @IntRange(min = 1, max = 9_999) int year, @ForAll @LongRange(min = 2) long sequence) {
        List<IssuedInvoice> found = List.of(invoice(year, sequence), invoice(year, sequence - 1));

        Page<IssuedInvoice> page = query("1", null).pageOf(found);

        assertThat(page.items()).hasSize(1);
        assertThat(query("1", page.next()).before()).isEqualTo(new InvoiceNumber(year, sequence));
        assertThat(page.next()).as("needs no escaping in a query").matches("[A-Za-z0-9_-]+");
    }

    @Property(tries = 100)
    void hasANextPageOnlyWhereThereIsMore(@ForAll @IntRange(min = 1, max = 200) int limit) {
        List<IssuedInvoice> found = new ArrayList<>();
        for (int i = 0; i < limit; i++) {
            found.add(invoice(2026, limit + 1L - i));
        }
        InvoiceQuery query = query(Integer.toString(limit), null);

        assertThat(query.pageOf(found).next()).isNull();
        found.add(invoice(2026, 1));
        assertThat(query.pageOf(found).next()).isNotNull();
        assertThat(query.pageOf(found).items()).hasSize(limit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "201", "10000", "4294967297", "1.5", "1e1", " 1", "+1", "ten", "٣", "0x1"})
    void refusesALimitOutsideOneToTwoHundred(String limit) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> query(limit, null))
                .matches(refusal -> refusal.status().value() == 400)
                .matches(refusal -> refusal.violations().get(0).pointer().equals("/limit"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "!!!", "AAAA", "AAAAAAAAAAAAAAAA", "null", "MjAyNi0wMDAwMDE", "AAAH6gAAAAAAAAABAA"})
    void refusesACursorThatNoPageHad(String cursor) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> query(null, cursor))
                .matches(refusal -> refusal.status().value() == 400)
                .matches(refusal -> refusal.violations().get(0).pointer().equals("/cursor"));
    }

    @Property
    void answersNoCursorWithAnythingButAPositionOrARefusal(@ForAll @Size(min = 10, max = 13) byte[] bytes) {
        String cursor = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        boolean position = bytes.length == 12
                && ByteBuffer.wrap(bytes).getInt() > 0
                && ByteBuffer.wrap(bytes).getLong(Integer.BYTES) > 0;

        if (position) {
            assertThat(query(null, cursor).before().year()).isPositive();
        } else {
            assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> query(null, cursor));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-1-1-1-1",
                "42",
                "01a203c56dfb7c4e9f0a5b1d2e3f4a5b",
                "{01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b}"
            })
    void refusesWhatIsNoUuid(String text) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> InvoiceQuery.of(Optional.of(text), Optional.empty(), Optional.empty()))
                .matches(refusal -> refusal.status().value() == 400)
                .matches(refusal -> refusal.violations().get(0).pointer().equals("/orderId"));
    }
}
