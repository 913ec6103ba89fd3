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
 * A request for a page of dead letters.
 *
 * @param reason a {@link Reason#word()}; null for all reasons
 * @param status one of {@link StoredDeadLetter#STATUSES}; null for all statuses
 * @param limit the largest number of dead letters on the page, 1 to 200
 * @param before the page starts after this position
 */
record DeadLetterQuery(String reason, String status, int limit, Position before) {

    private static final List<String> REASONS =
            Arrays.stream(Reason.values()).map(Reason::word).toList();
    private static final long MAX_MICROS = micros(Instant.parse("9999-12-31T23:59:59Z"));
    private static final Position NEWEST = new Position("infinity", new UUID(-1, -1));

    /** A position in the list: when a message was last dead-lettered, as PostgreSQL text, and the dead letter's id. */
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

    /** Returns the parameters of {@code list-dead-letters.sql}: one extra row shows whether there is a next page. */
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

    /** Microseconds, as in PostgreSQL. ChronoUnit.MICROS.between counts nanoseconds, which overflow in 2262. */
    private static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    }

    private static Position position(String cursor) {
        return Cursor.read(cursor, 3 * Long.BYTES, bytes -> {
            long micros = bytes.getLong();
            if (micros < 0 || micros > MAX_MICROS) {
                throw new IllegalArgumentException("time out of range");
            }
            return new Position(
                    Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString(),
                    new UUID(bytes.getLong(), bytes.getLong()));
        });
    }
}
