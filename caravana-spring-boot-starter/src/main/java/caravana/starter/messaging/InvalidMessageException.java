package caravana.starter.messaging;

import caravana.starter.json.InvalidJsonException;
import java.io.Serial;

/**
 * A message that can never be processed, however often it is tried (Invalid Message Channel, Enterprise Integration
 * Patterns): it goes to the dead letters at once.
 */
public final class InvalidMessageException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    public InvalidMessageException(String detail) {
        super(detail);
    }

    /** Why a message is a dead letter. */
    public enum Reason {
        /** It is not JSON. */
        MALFORMED("malformed"),
        /** It breaks the schema of its event. */
        CONTRACT("contract"),
        /** Its schema holds, but its content contradicts itself or what is known. */
        BUSINESS_RULE("business-rule"),
        /** It failed again and again in a way that nobody foresaw. */
        UNEXPECTED("unexpected"),
        /** The broker gave up on it: its consumers died or gave it back too often. */
        DELIVERY_LIMIT("delivery-limit");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        /** The word that stands in headers, in metrics and in an API. */
        public String word() {
            return word;
        }

        /** The reason of a failure that a route could not get over. */
        public static Reason of(Throwable failure) {
            if (failure instanceof InvalidJsonException invalid) {
                return invalid.isMalformed() ? MALFORMED : CONTRACT;
            }
            return failure instanceof InvalidMessageException ? BUSINESS_RULE : UNEXPECTED;
        }
    }
}
