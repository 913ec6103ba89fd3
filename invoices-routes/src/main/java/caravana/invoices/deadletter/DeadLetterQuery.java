package caravana.invoices.deadletter;

import caravana.starter.messaging.InvalidMessageException.Reason;
import caravana.starter.web.Cursor;
import caravana.starter.web.Page;
import caravana.starter.web.ProblemException;
import caravana.starter.web.QueryParameters;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Which dead letters an operator asks for.
 *
 * @param reason one of {@link Reason}'s words; null for all
 * @param status null for all
 * @param limit the most letters on the page
 * @param before the page begins with the letter that was parked last before this position
 */
record DeadLetterQuery(String reason, String status, int limit, Position before) {

    private static final List<String> REASONS =
            Arrays.stream(Reason.values()).map(Reason::word).toList();
    private static final long MAX_MICROS = micros(Instant.parse("9999-12-31T23:59:59Z"));
    private static final Position NEWEST = new Position("infinity", new UUID(-1, -1));

    /** A place in the list: the time, in PostgreSQL's words, at which a letter was last parked, and its id. */
    private record Position(String lastAt, UUID id) {}

    static DeadLetterQuery of(
            Optional<String> reason, Optional<String> status, Optional<String> limit, Optional<String> cursor) {
        return new DeadLetterQuery(
                reason.map(word -> known("reason", word, REASONS)).orElse(null),
                status.map(word -> known("status", word, StoredDeadLetter.STATUSES))
                        .orElse(null),
                QueryParameters.pageLimit(limit),
                cursor.map(DeadLetterQuery::position).orElse(NEWEST));
    }

    /** The parameters of {@code list-dead-letters.sql}: one row more than the page holds tells whether there is another. */
    Map<String, Object> row() {
        Map<String, Object> row = new HashMap<>();
        row.put("reason", reason);
        row.put("status", status);
        row.put("before", before.lastAt());
        row.put("beforeId", before.id());
        row.put("limit", limit + 1);
        return row;
    }

    Page<StoredDeadLetter> pageOf(List<StoredDeadLetter> found) {
        return Page.of(found, limit, DeadLetterQuery::cursor);
    }

    private static String known(String parameter, String word, List<String> words) {
        if (!words.contains(word)) {
            throw ProblemException.parameter(parameter, "must be one of " + String.join(", ", words));
        }
        return word;
    }

    private static String cursor(StoredDeadLetter last) {
        return Cursor.of(ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(micros(last.lastAt()))
                .putLong(last.id().getMostSignificantBits())
                .putLong(last.id().getLeastSignificantBits()));
    }

    /** As exact as PostgreSQL keeps it. ChronoUnit counts nanoseconds on its way, which overflows in 2262. */
    private static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    }

    private static Position position(String cursor) {
        return Cursor.read(cursor, 3 * Long.BYTES, bytes -> {
            long micros = bytes.getLong();
            if (micros < 0 || micros > MAX_MICROS) {
                throw new IllegalArgumentException("a time that no letter was parked at");
            }
            return new Position(
                    Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString(),
                    new UUID(bytes.getLong(), bytes.getLong()));
        });
    }
}
