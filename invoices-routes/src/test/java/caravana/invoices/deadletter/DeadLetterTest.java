package caravana.invoices.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.starter.messaging.DeadLetterRoute;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    private static final byte[] PAYLOAD = "{\"id\": 1}".getBytes(StandardCharsets.UTF_8);

    private static DeadLetter letter(byte[] payload, String messageId) {
        return DeadLetter.of(payload, messageId, null, Map.of());
    }

    private static DeadLetter letter(Map<String, Object> headers) {
        return DeadLetter.of(PAYLOAD, null, null, headers);
    }

    @Test
    void isTheSameForTheSameMessage() {
        assertThat(letter(PAYLOAD, "a").id())
                .isEqualTo(letter(PAYLOAD.clone(), "a").id());
        assertThat(letter(PAYLOAD, null).id())
                .isEqualTo(letter(PAYLOAD.clone(), null).id());
    }

    @Test
    void isAnotherForAnotherMessage() {
        assertThat(List.of(
                        letter(PAYLOAD, "a").id(),
                        letter(PAYLOAD, "b").id(),
                        letter(PAYLOAD, null).id(),
                        letter(PAYLOAD, "").id(),
                        letter(PAYLOAD, "null").id(),
                        letter(new byte[0], "a").id(),
                        letter(new byte[0], null).id()))
                .doesNotHaveDuplicates();
    }

    /** The id of one message must not run over into the payload of another. */
    @Test
    void keepsMessageIdAndPayloadApart() {
        assertThat(letter("bc".getBytes(StandardCharsets.UTF_8), "a").id())
                .isNotEqualTo(letter("c".getBytes(StandardCharsets.UTF_8), "ab").id());
    }

    @Test
    void readsTheHeadersThatOurRoutesSet() {
        DeadLetter letter = DeadLetter.of(
                PAYLOAD,
                "a",
                "application/cloudevents+json",
                Map.of(
                        DeadLetterRoute.REASON,
                        "contract",
                        DeadLetterRoute.MESSAGE,
                        "no total",
                        DeadLetterRoute.ROUTE,
                        "invoice-issuing",
                        "traceparent",
                        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

        assertThat(letter.messageId()).isEqualTo("a");
        assertThat(letter.reason()).isEqualTo("contract");
        assertThat(letter.error()).isEqualTo("no total");
        assertThat(letter.failedRoute()).isEqualTo("invoice-issuing");
        assertThat(letter.contentType()).isEqualTo("application/cloudevents+json");
        assertThat(letter.traceparent()).isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        assertThat(letter.row()).containsEntry("traceId", "4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(letter.payload()).isEqualTo(PAYLOAD);
    }

    @Test
    void takesTheBrokersWordWhereOursIsMissing() {
        DeadLetter letter = letter(Map.of(
                "x-death", List.of(Map.of("reason", "delivery_limit", "queue", "invoices.order-placed", "count", 1L))));

        assertThat(letter.reason()).isEqualTo("delivery-limit");
        assertThat(letter.error())
                .startsWith("the broker gave up on it: ")
                .contains("delivery_limit", "invoices.order-placed");
        assertThat(letter.messageId()).isNull();
        assertThat(letter.failedRoute()).isNull();
        assertThat(letter.traceparent()).isNull();
    }

    @Test
    void findsNoReasonInAMessageThatCarriesNone() {
        assertThat(letter(Map.of()).error()).isEqualTo("the broker gave up on it: unknown");
        assertThat(letter(Map.of("x-death", List.of())).error()).endsWith("unknown");
        assertThat(letter(Map.of("x-death", "?")).error()).endsWith("unknown");
    }

    @Test
    void leavesOutWhatPostgresqlCannotStore() {
        DeadLetter letter = DeadLetter.of(
                PAYLOAD,
                "a\0b",
                "text/\0plain",
                Map.of(
                        DeadLetterRoute.REASON, "contract\0",
                        DeadLetterRoute.MESSAGE, "\0",
                        DeadLetterRoute.ROUTE, "\0r"));

        assertThat(List.of(
                        letter.messageId(),
                        letter.contentType(),
                        letter.reason(),
                        letter.error(),
                        letter.failedRoute()))
                .containsExactly("ab", "text/plain", "contract", "", "r");
    }

    @Test
    void takesNoTraceFromAHeaderThatIsNoTraceparent() {
        assertThat(letter(Map.of("traceparent", "00-short-01")).traceparent()).isNull();
        assertThat(letter(Map.of("traceparent", 5)).traceparent()).isNull();
    }
}
