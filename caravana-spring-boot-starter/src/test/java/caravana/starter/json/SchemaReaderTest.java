package caravana.starter.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A document is parsed and validated, or rejected with a list of violations. */
class SchemaReaderTest {

    private static final String ID = "01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b";
    private static final String PET = "{\"id\": \"" + ID + "\", \"name\": \"Rex\", \"legs\": 4}";

    private final SchemaReader events = SchemaReader.ofEvents("classpath:pets/pet.adopted.v1.schema.json");
    private final SchemaReader requests =
            SchemaReader.ofRequests("classpath:pets/pets-api.yaml#/components/schemas/Pet");

    private record Pet(UUID id, String name, int legs) {}

    @Test
    void readsAValidDocumentIntoARecord() {
        for (SchemaReader reader : new SchemaReader[] {events, requests}) {
            assertThat(reader.convert(reader.read(bytes(PET)), Pet.class))
                    .isEqualTo(new Pet(UUID.fromString(ID), "Rex", 4));
        }
    }

    @Test
    void leavesUnknownPropertiesToTheSchema() {
        String newer = PET.replace("}", ", \"colour\": {\"fur\": [\"brown\"]}}");
        assertThat(events.convert(events.read(bytes(newer)), Pet.class).name()).isEqualTo("Rex");
        assertThat(refusal(requests, newer).violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.pointer()).isEqualTo("/colour"));
    }

    @Test
    void readsADocumentBehindAByteOrderMark() {
        assertThat(events.read(bytes("\uFEFF" + PET))).isEqualTo(events.read(bytes(PET)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pet",
                "{",
                "{\"id\": }",
                "<pet/>",
                "{\"a\": 01}",
                "{\"a\": NaN}",
                "{'a': 1}",
                "[1, ]",
                "{\"\\ud83d\": 1}",
                "// x\n1"
            })
    void refusesWhatIsNotJson(String text) {
        assertMalformed(text, "is not JSON at line ");
    }

    @ParameterizedTest
    @ValueSource(strings = {" {}", "{}", " 1", " x"})
    void refusesASecondValueBehindTheDocument(String more) {
        assertMalformed(PET + more, "is not JSON at line 1, column ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "\n\t"})
    void refusesAnEmptyDocument(String empty) {
        assertMalformed(empty, "is empty, which is not JSON; a JSON object is expected");
    }

    @Test
    void rejectsBytesThatAreNotUtf8() {
        InvalidJsonException refusal = catchThrowableOfType(
                InvalidJsonException.class, () -> events.read(new byte[] {'"', (byte) 0xc3, 0x28, '"'}));
        assertThat(refusal.isMalformed()).isTrue();
    }

    @Test
    void boundsNesting() {
        assertThat(events.parse(bytes("[".repeat(32) + "]".repeat(32)))).hasSize(1);
        assertMalformed("[".repeat(33) + "]".repeat(33), "is nested deeper than 32 levels");
        assertMalformed("[".repeat(100_000), "is nested deeper than 32 levels");
    }

    @Test
    void boundsNames() {
        assertThat(events.parse(bytes("{\"" + "n".repeat(1_000) + "\": 1}"))).hasSize(1);
        // the parser looks at lengths four bytes at a time
        assertMalformed("{\"" + "n".repeat(1_010) + "\": 1}", "number or name that is too long");
    }

    @Test
    void boundsNumbers() {
        assertThat(events.parse(bytes("9".repeat(100))).isBigInteger()).isTrue();
        assertMalformed("9".repeat(101), "number or name that is too long");
        assertMalformed("0." + "9".repeat(101), "number or name that is too long");
    }

    @ParameterizedTest(name = "duplicate key at {1}: {0}")
    @CsvSource(delimiter = '|', textBlock = """
            {"id": 1, "id": 2}                   | /id
            {"toys": [{}, {"name": 1, "name": 2}]} | /toys/1/name
            {"a/b": {"c~d": 1, "c~d": 2}}        | /a~1b/c~0d""")
    void rejectsADuplicateKey(String text, String pointer) {
        InvalidJsonException refusal = refusal(events, text);
        assertThat(refusal.isMalformed()).isTrue();
        assertThat(refusal.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.pointer()).isEqualTo(pointer);
            assertThat(violation.detail()).startsWith("is a duplicate key");
        });
    }

    @ParameterizedTest(name = "{0} at {1}")
    @CsvSource(delimiter = '|', textBlock = """
            "a/b"      | /a~1b
            "a~b"      | /a~0b
            "~1"       | /~01
            "a b"      | /a b
            "é東"       | /é東""")
    void writesANameAsAPointerDoes(String name, String pointer) {
        assertThat(refusal(requests, PET.replace("}", ", " + name + ": 1}")).violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.pointer()).isEqualTo(pointer));
    }

    @Test
    void namesAMemberWhoseNameHoldsNul() {
        assertThat(refusal(requests, PET.replace("}", ", \"a\\u0000b\": 1}")).violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.pointer()).isEqualTo("/a\0b"));
    }

    @Test
    void namesTheMemberThatIsMissing() {
        InvalidJsonException refusal = refusal(events, "{\"name\": \"Rex\", \"toys\": [{}]}");
        assertThat(refusal.isMalformed()).isFalse();
        assertThat(refusal.violations())
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder("/id", "/toys/0/name");
        assertThat(refusal).hasMessageContaining("/id ").hasMessageContaining("; ");
    }

    @Test
    void doesNotQuoteAPattern() {
        assertThat(refusal(events, PET.replace("}", ", \"chip\": \"12\"}")).violations())
                .containsExactly(new Violation("/chip", "does not match the pattern in the contract"));
    }

    @Test
    void reportsAtMostFiftyViolations() {
        String toys = "{}, ".repeat(1_000) + "{}";
        assertThat(refusal(events, PET.replace("}", ", \"toys\": [" + toys + "]}"))
                        .violations())
                .hasSize(50);
    }

    @Test
    void assertsFormatsOfEventsAndNotOfRequests() {
        String odd = "{\"id\": \"42\", \"name\": \"Rex\"}";
        assertThat(refusal(events, odd).violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.pointer()).isEqualTo("/id"));
        assertThat(requests.read(bytes(odd)).get("id").textValue()).isEqualTo("42");
        assertThat(refusal(events, PET.replace("}", ", \"bornAt\": \"2026-13-40T25:61:61Z\"}"))
                        .violations())
                .extracting(Violation::pointer)
                .containsExactly("/bornAt");
    }

    @Test
    void rejectsAValueThatTheRecordCannotHold() {
        JsonNode checked =
                events.read(bytes("{\"id\": \"" + ID + "\", \"name\": \"Rex\", \"legs\": 18446744073709551617.0}"));
        InvalidJsonException refusal =
                catchThrowableOfType(InvalidJsonException.class, () -> events.convert(checked, Pet.class));
        assertThat(refusal.isMalformed()).isFalse();
        assertThat(refusal.violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.detail()).contains("18446744073709551617"));
    }

    @Test
    void readsAnIntegerExactlyHoweverItIsWritten() {
        JsonNode checked =
                events.read(bytes("{\"id\": \"" + ID + "\", \"name\": \"Rex\", \"legs\": 4.000000000000000000}"));
        assertThat(events.convert(checked, Pet.class).legs()).isEqualTo(4);
    }

    @Test
    void hasNoStackTrace() {
        assertThat(refusal(events, "{").getStackTrace()).isEmpty();
    }

    @Property
    void answersWhateverIsSentWithJsonOrARefusal(@ForAll @Size(max = 40) byte[] bytes) {
        try {
            assertThat(events.parse(bytes).isMissingNode()).isFalse();
        } catch (InvalidJsonException refusal) {
            assertThat(refusal.violations()).hasSize(1);
        }
    }

    private void assertMalformed(String text, String detail) {
        InvalidJsonException refusal = refusal(events, text);
        assertThat(refusal.isMalformed()).isTrue();
        assertThat(refusal.violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.detail()).contains(detail));
    }

    private static InvalidJsonException refusal(SchemaReader reader, String text) {
        return catchThrowableOfType(InvalidJsonException.class, () -> reader.read(bytes(text)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
