package caravana.starter.web;

import caravana.starter.json.Violation;
import java.io.Serial;
import java.util.List;
import org.springframework.http.HttpStatus;

/** A request that is answered with a problem document (RFC 9457): mostly a 4xx, what the client has to change. */
public final class ProblemException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final transient HttpStatus status;
    private final transient List<Violation> violations;

    public ProblemException(HttpStatus status, String detail, List<Violation> violations) {
        // No stack trace: this is an answer, not a fault, and a client may cause it as often as it likes.
        super(detail, null, false, false);
        this.status = status;
        this.violations = List.copyOf(violations);
    }

    public ProblemException(HttpStatus status, String detail) {
        this(status, detail, List.of());
    }

    /** A body that breaks the contract, with every place where it does. */
    public static ProblemException body(List<Violation> violations) {
        return new ProblemException(HttpStatus.BAD_REQUEST, "The body breaks the contract; see errors.", violations);
    }

    /** A query or path parameter that breaks the contract. */
    public static ProblemException parameter(String name, String detail) {
        return new ProblemException(
                HttpStatus.BAD_REQUEST, name + " " + detail, List.of(new Violation("/" + name, detail)));
    }

    /**
     * What was looked for.
     *
     * @throws ProblemException 404 where it is null
     */
    public static <T> T found(T item, String otherwise) {
        if (item == null) {
            throw new ProblemException(HttpStatus.NOT_FOUND, otherwise);
        }
        return item;
    }

    public HttpStatus status() {
        return status;
    }

    public List<Violation> violations() {
        return violations;
    }
}
