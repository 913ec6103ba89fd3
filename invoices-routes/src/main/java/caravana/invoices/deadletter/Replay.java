package caravana.invoices.deadletter;

import caravana.starter.web.ProblemException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;

/**
 * A dead letter on its way back to the consumer, as {@code find-waiting-dead-letters.sql} reads it.
 *
 * @param times how often it had been parked when it was read: parked once more, it waits again whatever became of this
 * @param traceparent where its trace goes on; null where it belongs to none
 * @param askedAt when it was read, in PostgreSQL's own words; null where a letter was read for itself
 */
record Replay(
        UUID letter,
        int times,
        String messageId,
        String contentType,
        byte[] payload,
        String traceparent,
        String askedAt) {

    /** What is to be replayed of a letter: nothing where that was done already. */
    static List<Replay> due(StoredDeadLetter letter) {
        if (letter.status().equals(StoredDeadLetter.DISCARDED)) {
            throw new ProblemException(HttpStatus.CONFLICT, "The dead letter was discarded: it cannot be replayed.");
        }
        return letter.status().equals(StoredDeadLetter.WAITING)
                ? List.of(new Replay(
                        letter.id(),
                        letter.attempts(),
                        letter.messageId(),
                        letter.contentType(),
                        letter.message(),
                        letter.traceparent(),
                        null))
                : List.of();
    }

    /** The traces that these letters come from. */
    static List<String> traces(List<Replay> replays) {
        return replays.stream()
                .map(Replay::traceparent)
                .filter(traceparent -> traceparent != null)
                .toList();
    }

    /** The parameters of {@code record-replays.sql}: arrays in PostgreSQL's text form. */
    static Map<String, Object> actions(List<Replay> replays, String operator, String traceId) {
        return Map.of("ids", ids(replays), "operator", operator, "traceId", traceId);
    }

    /** The parameters of {@code mark-replayed-dead-letters.sql}. */
    static Map<String, Object> marks(List<Replay> replays, List<String> confirmed) {
        Set<String> safe = new HashSet<>(confirmed);
        List<Replay> published = replays.stream()
                .filter(replay -> safe.contains(replay.letter.toString()))
                .toList();
        return Map.of(
                "ids",
                ids(published),
                "times",
                published.stream().map(replay -> String.valueOf(replay.times)).collect(array()));
    }

    private static String ids(List<Replay> replays) {
        return replays.stream().map(replay -> replay.letter.toString()).collect(array());
    }

    private static Collector<CharSequence, ?, String> array() {
        return Collectors.joining(",", "{", "}");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Replay replay
                && letter.equals(replay.letter)
                && times == replay.times
                && Arrays.equals(payload, replay.payload);
    }

    @Override
    public int hashCode() {
        return letter.hashCode();
    }
}
