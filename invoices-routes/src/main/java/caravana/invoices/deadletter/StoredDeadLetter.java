package caravana.invoices.deadletter;

import caravana.starter.web.ProblemException;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/**
 * A dead letter as the API returns it ({@code invoices-api.yaml}), and as {@code find-dead-letter.sql} and
 * {@code list-dead-letters.sql} select it. Lists contain neither payload nor actions.
 *
 * @param attempts how often the message was dead-lettered
 * @param failedRoute the id of the failed Camel route; null if the broker dead-lettered the message
 * @param traceId the trace id of the message; null if it has none
 * @param message the payload
 * @param traceparent the trace context of the message; null if it has none
 * @param actions the operators' actions as JSON text
 */
@JsonPropertyOrder({
    "id",
    "messageId",
    "reason",
    "error",
    "attempts",
    "failedRoute",
    "contentType",
    "firstAt",
    "lastAt",
    "status",
    "traceId",
    "payload",
    "payloadBase64",
    "actions"
})
record StoredDeadLetter(
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
        @JsonIgnore byte[] message,
        @JsonIgnore String traceparent,
        @JsonRawValue @JsonInclude(Include.NON_NULL) String actions) {

    static final String WAITING = "waiting";
    static final String REPLAYED = "replayed";
    static final String DISCARDED = "discarded";

    /** The values of {@link #status()}. */
    static final List<String> STATUSES = List.of(WAITING, REPLAYED, DISCARDED);

    /** Returns the payload as text; null if it is not UTF-8. */
    @JsonProperty
    @JsonInclude(Include.NON_NULL)
    String payload() {
        return message == null ? null : text(message);
    }

    /** Returns the payload as Base64; null if it is UTF-8. */
    @JsonProperty
    @JsonInclude(Include.NON_NULL)
    String payloadBase64() {
        return message == null || payload() != null ? null : Base64.getEncoder().encodeToString(message);
    }

    /**
     * Returns this dead letter after a discard.
     *
     * @throws ProblemException 409 if it was replayed, so that it could not be discarded
     */
    StoredDeadLetter discarded() {
        if (status.equals(REPLAYED)) {
            throw new ProblemException(HttpStatus.CONFLICT, "The dead letter was replayed: it cannot be discarded.");
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

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredDeadLetter letter
                && id.equals(letter.id)
                && attempts == letter.attempts
                && status.equals(letter.status)
                && Arrays.equals(message, letter.message);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
