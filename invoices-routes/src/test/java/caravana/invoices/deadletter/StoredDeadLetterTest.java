package caravana.invoices.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import caravana.starter.web.ProblemException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A row becomes the JSON that the contract shows, and the letter that may be replayed or discarded. */
class StoredDeadLetterTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .findAndAddModules()
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
    private static final byte[] TEXT = "{\"id\": \"é\"}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NO_TEXT = {(byte) 0xff, 0, (byte) 0xc3};

    @Test
    void isAnsweredWithItsTextAndWhatWasDoneAboutIt() throws JsonProcessingException {
        assertThat(json(letter(StoredDeadLetter.WAITING, TEXT, "[{\"operator\": \"ana\"}]")))
                .isEqualTo(JSON.readTree("""
                {"id": "01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b", "messageId": null, "reason": "contract",
                 "error": "/data/total is missing", "attempts": 2, "failedRoute": "invoice-issuing",
                 "contentType": "application/cloudevents+json", "firstAt": "2026-11-22T15:00:00.123Z",
                 "lastAt": "2026-11-22T15:00:00.363Z", "status": "waiting",
                 "traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "payload": "{\\"id\\": \\"é\\"}",
                 "actions": [{"operator": "ana"}]}"""));
    }

    @Test
    void isAnsweredInBase64WhereItIsNoText() throws JsonProcessingException {
        JsonNode letter = json(letter(StoredDeadLetter.WAITING, NO_TEXT, "[]"));
        assertThat(letter.has("payload")).isFalse();
        assertThat(Base64.getDecoder().decode(letter.get("payloadBase64").textValue()))
                .isEqualTo(NO_TEXT);
    }

    @Test
    void leavesPayloadAndActionsOutOfLists() throws JsonProcessingException {
        JsonNode letter = json(letter(StoredDeadLetter.WAITING, null, null));
        assertThat(letter.has("payload")).isFalse();
        assertThat(letter.has("payloadBase64")).isFalse();
        assertThat(letter.has("actions")).isFalse();
        assertThat(letter.has("message")).isFalse();
        assertThat(letter.has("traceparent")).isFalse();
    }

    @Test
    void isReplayedOnceAndDiscardedUnlessItWasReplayed() {
        StoredDeadLetter waiting = letter(StoredDeadLetter.WAITING, TEXT, "[]");
        StoredDeadLetter replayed = letter(StoredDeadLetter.REPLAYED, TEXT, "[]");
        StoredDeadLetter discarded = letter(StoredDeadLetter.DISCARDED, TEXT, "[]");

        assertThat(Replay.due(waiting)).singleElement().satisfies(replay -> {
            assertThat(replay.letter()).isEqualTo(waiting.id());
            assertThat(replay.times()).isEqualTo(2);
            assertThat(replay.payload()).isEqualTo(TEXT);
            assertThat(replay.traceparent()).isEqualTo(waiting.traceparent());
        });
        assertThat(Replay.due(replayed)).isEmpty();
        assertConflict(() -> Replay.due(discarded), "was discarded");
        assertThat(waiting.discarded()).isSameAs(waiting);
        assertThat(discarded.discarded()).isSameAs(discarded);
        assertConflict(replayed::discarded, "was replayed");
    }

    @Test
    void isMarkedAsReplayedOnlyWhereTheBrokerHasIt() {
        Replay one = Replay.due(letter(StoredDeadLetter.WAITING, TEXT, "[]")).get(0);
        String id = one.letter().toString();

        assertThat(Replay.marks(List.of(one), List.of(id)))
                .containsEntry("ids", "{" + id + "}")
                .containsEntry("times", "{2}");
        assertThat(Replay.marks(List.of(one), List.of()))
                .containsEntry("ids", "{}")
                .containsEntry("times", "{}");
    }

    private static void assertConflict(Runnable operation, String why) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(operation::run)
                .withMessageContaining(why)
                .matches(refused -> refused.status().value() == 409);
    }

    private static StoredDeadLetter letter(String status, byte[] message, String actions) {
        return new StoredDeadLetter(
                UUID.fromString("01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b"),
                null,
                "contract",
                "/data/total is missing",
                2,
                "invoice-issuing",
                "application/cloudevents+json",
                Instant.parse("2026-11-22T15:00:00.123Z"),
                Instant.parse("2026-11-22T15:00:00.363Z"),
                status,
                "4bf92f3577b34da6a3ce929d0e0e4736",
                message,
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                actions);
    }

    private static JsonNode json(StoredDeadLetter letter) throws JsonProcessingException {
        return JSON.readTree(JSON.writeValueAsString(letter));
    }
}
