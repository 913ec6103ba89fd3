package caravana.starter.json;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** A document that is not JSON or breaks its schema, with the places where it does: 50 at most. */
public final class InvalidJsonException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private static final int MAX_VIOLATIONS = 50;

    private final boolean malformed;
    private final transient List<Violation> violations;

    private InvalidJsonException(boolean malformed, List<Violation> violations) {
        // No stack trace: it says what a sender has done, who may do it as often as it likes.
        super(violations.stream().map(Violation::toString).collect(Collectors.joining("; ")), null, false, false);
        this.malformed = malformed;
        this.violations = violations;
    }

    /** A document that is not JSON at all. */
    static InvalidJsonException malformed(Violation violation) {
        return new InvalidJsonException(true, List.of(violation));
    }

    /** JSON that breaks its contract. */
    public static InvalidJsonException breaksContract(List<Violation> violations) {
        return new InvalidJsonException(
                false, List.copyOf(violations.subList(0, Math.min(violations.size(), MAX_VIOLATIONS))));
    }

    /** Whether the document is not even JSON. */
    public boolean isMalformed() {
        return malformed;
    }

    public List<Violation> violations() {
        return violations;
    }
}
