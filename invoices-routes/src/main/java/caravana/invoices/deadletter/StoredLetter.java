package caravana.invoices.deadletter;

import caravana.invoices.RequestRefused;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/**
 * A dead letter as the API answers it ({@code invoices-api.yaml}); payload and actions are left out of lists.
 *
 * @param attempts how often the message was parked
 * @param failedRoute the route that gave up; null where the broker did
 * @param traceId null where the message belongs to no trace
 * @param payload the message, where it is text in UTF-8
 * @param payloadBase64 the message, where it is not
 * @param actions JSON text: what operators have done about it
 */
record StoredLetter(
        UUID id,
        String messageId,
        String reason,
        String error,
        int attempts,
        String failedRoute,
        String contentType,
        Instant firstAt,
        Instant lastAt,
        String status,
        String traceId,
        @JsonInclude(Include.NON_NULL) String payload,
        @JsonInclude(Include.NON_NULL) String payloadBase64,
        @JsonRawValue @JsonInclude(Include.NON_NULL) String actions) {

    static final String WAITING = "waiting";
    static final String REPLAYED = "replayed";
    static final String DISCARDED = "discarded";

    /** What may have become of a letter. */
    static final List<String> STATUSES = List.of(WAITING, REPLAYED, DISCARDED);

    /** Reads a row of {@code find-dead-letter.sql} or {@code list-dead-letters.sql}. */
    static StoredLetter ofRow(Map<?, ?> row) {
        byte[] payload = (byte[]) row.get("payload");
        String text = payload == null ? null : text(payload);
        return new StoredLetter(
                (UUID) row.get("id"),
                (String) row.get("message_id"),
                (String) row.get("reason"),
                (String) row.get("error"),
                (Integer) row.get("times"),
                (String) row.get("failed_route"),
                (String) row.get("content_type"),
                ((Timestamp) row.get("first_at")).toInstant(),
                ((Timestamp) row.get("last_at")).toInstant(),
                (String) row.get("status"),
                (String) row.get("trace_id"),
                text,
                payload == null || text != null ? null : Base64.getEncoder().encodeToString(payload),
                (String) row.get("actions"));
    }

    /** The same after it was to be discarded, which a letter cannot be that has gone its way. */
    StoredLetter discarded() {
        if (status.equals(REPLAYED)) {
            throw new RequestRefused(HttpStatus.CONFLICT, "The dead letter was replayed: it cannot be discarded.");
        }
        return this;
    }

    private static String text(byte[] payload) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
