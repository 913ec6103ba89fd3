package caravana.starter.web;

import caravana.starter.json.Violation;
import java.io.Serial;
import java.util.List;
import org.springframework.http.HttpStatus;

/** A request that is answered with a problem document (RFC 9457), usually with a 4xx status. */
public final class ProblemException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final transient HttpStatus status;
    private final transient List<Violation> violations;

    public ProblemException(HttpStatus status, String detail, List<Violation> violations) {
        // No stack trace: a client error is not a fault of the service, and clients can cause any number of them.
        super(detail, null, false, false);
        this.status = status;
        this.violations = List.copyOf(violations);
    }

    public ProblemException(HttpStatus status, String detail) {
        this(status, detail, List.of());
    }

    /** Creates a 400 for a body that breaks the contract. */
    public static ProblemException body(List<Violation> violations) {
        return new ProblemException(HttpStatus.BAD_REQUEST, "The body breaks the contract; see errors.", violations);
    }

    /** Creates a 400 for a query parameter, path parameter or header field that breaks the contract. */
    public static ProblemException parameter(String name, String detail) {
        return new ProblemException(
                HttpStatus.BAD_REQUEST, name + " " + detail, List.of(new Violation("/" + name, detail)));
    }

    /**
     * Returns the item.
     *
     * @param otherwise the detail of the problem document if there is no item
     * @throws ProblemException 404 if the item is null
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
