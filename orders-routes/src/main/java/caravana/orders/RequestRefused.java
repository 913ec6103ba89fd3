package caravana.orders;

import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.HttpStatus;

/** A request that is answered without being worked on: mostly a 4xx, what the client has to change before it asks again. */
public final class RequestRefused extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final transient HttpStatus status;
    private final transient List<Violation> violations;

    public RequestRefused(HttpStatus status, String detail, List<Violation> violations) {
        // No stack trace: this is an answer, not a fault, and a client may cause it as often as it likes.
        super(detail, null, false, false);
        this.status = status;
        this.violations = List.copyOf(violations);
    }

    public RequestRefused(HttpStatus status, String detail) {
        this(status, detail, List.of());
    }

    /** A body that breaks the contract, with every place where it does. */
    public static RequestRefused body(List<Violation> violations) {
        return new RequestRefused(HttpStatus.BAD_REQUEST, "The body breaks the contract; see errors.", violations);
    }

    /** A query or path parameter that breaks the contract. */
    public static RequestRefused parameter(String name, String detail) {
        return new RequestRefused(
                HttpStatus.BAD_REQUEST, name + " " + detail, List.of(new Violation("/" + name, detail)));
    }

    public HttpStatus status() {
        return status;
    }

    public List<Violation> violations() {
        return violations;
    }

    /**
     * One place where a request breaks the contract.
     *
     * @param pointer the place in the body as a JSON Pointer (RFC 6901), or "/" and the name of a parameter
     * @param detail what is expected there
     */
    public record Violation(String pointer, String detail) {

        private static final int MAX_LENGTH = 300;

        /** Names come from the client: cut to a sane length, and without lone surrogates, which UTF-8 cannot carry. */
        public Violation {
            String cut = pointer.length() > MAX_LENGTH ? pointer.substring(0, MAX_LENGTH) + "…" : pointer;
            pointer = new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        }
    }
}
