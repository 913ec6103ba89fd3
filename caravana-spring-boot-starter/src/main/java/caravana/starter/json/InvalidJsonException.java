package caravana.starter.json;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** A document that is not JSON, or that violates its schema, with the first 50 violations. */
public final class InvalidJsonException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private static final int MAX_VIOLATIONS = 50;

    private final boolean malformed;
    private final transient List<Violation> violations;

    private InvalidJsonException(boolean malformed, List<Violation> violations) {
        // No stack trace: invalid input is not a fault of the service, and senders can cause any number of them.
        super(violations.stream().map(Violation::toString).collect(Collectors.joining("; ")), null, false, false);
        this.malformed = malformed;
        this.violations = violations;
    }

    /** Creates the exception for a document that is not JSON. */
    static InvalidJsonException malformed(Violation violation) {
        return new InvalidJsonException(true, List.of(violation));
    }

    /** Creates the exception for JSON that violates its schema. */
    public static InvalidJsonException breaksContract(List<Violation> violations) {
        return new InvalidJsonException(
                false, List.copyOf(violations.subList(0, Math.min(violations.size(), MAX_VIOLATIONS))));
    }

    /** Whether the document is not JSON. */
    public boolean isMalformed() {
        return malformed;
    }

    public List<Violation> violations() {
        return violations;
    }
}
