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
 * A dead letter to be replayed, as {@code find-waiting-dead-letters.sql} selects it.
 *
 * @param times how often the message had been dead-lettered when it was read; if it has been dead-lettered again since
 *     then, it is not marked as replayed
 * @param traceparent the trace context of the message; null if it has none
 * @param askedAt the time of the query, as PostgreSQL text; null if the dead letter was selected by its id
 */
record Replay(
        UUID letter,
        int times,
        String messageId,
        String contentType,
        byte[] payload,
        String traceparent,
        String askedAt) {

    /**
     * Returns the replay of a dead letter; empty if it was replayed already.
     *
     * @throws ProblemException 409 if it was discarded
     */
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

    /** Returns the trace contexts of the messages. */
    static List<String> traces(List<Replay> replays) {
        return replays.stream()
                .map(Replay::traceparent)
                .filter(traceparent -> traceparent != null)
                .toList();
    }

    /** Returns the parameters of {@code record-replays.sql}, with arrays as PostgreSQL text. */
    static Map<String, Object> actions(List<Replay> replays, String operator, String traceId) {
        return Map.of("ids", ids(replays), "operator", operator, "traceId", traceId);
    }

    /** Returns the parameters of {@code mark-replayed-dead-letters.sql}. */
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
