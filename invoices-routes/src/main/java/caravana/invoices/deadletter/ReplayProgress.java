package caravana.invoices.deadletter;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How far the replay of all letters of a reason has come.
 *
 * @param left how many letters it may still replay
 * @param until when it ends at the latest: its operator waits for the answer, and may ask for the rest
 * @param before the time when it began, in PostgreSQL's own words: what is parked from then on is left for the next one
 */
record ReplayProgress(String reason, int left, int replayed, Instant until, String before) {

    /** Their payloads are in memory together. */
    private static final int BATCH = 20;

    private static final Duration LONGEST = Duration.ofSeconds(20);

    static ReplayProgress of(String reason, int limit) {
        return new ReplayProgress(reason, limit, 0, Instant.now().plus(LONGEST), "infinity");
    }

    /** The parameters of {@code find-waiting-dead-letters.sql}. */
    Map<String, Object> row() {
        return Map.of("reason", reason, "before", before, "batch", batch());
    }

    /** The run once these letters are replayed; it ends where they are no full batch. */
    ReplayProgress with(List<Replay> letters) {
        return new ReplayProgress(
                reason,
                letters.size() < batch() ? 0 : left - letters.size(),
                replayed + letters.size(),
                until,
                letters.isEmpty() || replayed > 0 ? before : letters.get(0).askedAt());
    }

    boolean goesOn() {
        return left > 0 && Instant.now().isBefore(until);
    }

    /** What the operator is told. */
    Map<String, Object> answer(long waiting) {
        return Map.of("replayed", replayed, "waiting", waiting);
    }

    private int batch() {
        return Math.min(left, BATCH);
    }
}
