package caravana.invoices;

import java.io.Serial;

/** A message that can never be processed, however often it is tried: it is parked at once with this reason. */
public class HopelessMessage extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final Reason reason;

    public HopelessMessage(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Why a message is parked; operators filter dead letters by these words. */
    public enum Reason {
        /** It is not JSON. */
        MALFORMED("malformed"),
        /** It breaks the schema of its event. */
        CONTRACT("contract"),
        /** Its schema holds, but its content contradicts itself. */
        BUSINESS_RULE("business-rule"),
        /** It failed again and again in a way that nobody foresaw. */
        UNEXPECTED("unexpected"),
        /** The broker gave up on it: its consumers died or gave it back too often. */
        DELIVERY_LIMIT("delivery-limit");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        /** The word that stands in the database, in metrics and in the API. */
        public String word() {
            return word;
        }

        /** The reason of a failure that a route could not get over. */
        public static Reason of(Throwable failure) {
            return failure instanceof HopelessMessage hopeless ? hopeless.reason() : UNEXPECTED;
        }
    }
}
