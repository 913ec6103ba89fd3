package caravana.invoices.deadletter;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The progress of a replay of all waiting dead letters of a reason.
 *
 * @param left the number of dead letters that may still be replayed
 * @param until when the replay stops, because the operator waits for the response
 * @param before when the replay started, as PostgreSQL text; messages that are dead-lettered later are not replayed
 */
record ReplayProgress(String reason, int left, int replayed, Instant until, String before) {

    /** Small, because the payloads of a batch are in memory together. */
    private static final int BATCH = 20;

    private static final Duration MAX_DURATION = Duration.ofSeconds(20);

    static ReplayProgress of(String reason, int limit) {
        return new ReplayProgress(reason, limit, 0, Instant.now().plus(MAX_DURATION), "infinity");
    }

    /** Returns the parameters of {@code find-waiting-dead-letters.sql}. */
    Map<String, Object> row() {
        return Map.of("reason", reason, "before", before, "batch", batch());
    }

    /** Returns the progress after a batch; a batch that is not full is the last one. */
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

    /** Returns the response to the operator. */
    Map<String, Object> answer(long waiting) {
        return Map.of("replayed", replayed, "waiting", waiting);
    }

    private int batch() {
        return Math.min(left, BATCH);
    }
}
