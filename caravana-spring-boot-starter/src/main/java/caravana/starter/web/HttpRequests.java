package caravana.starter.web;

import caravana.starter.json.Violation;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.springframework.http.HttpStatus;

/**
 * What a route may know of the HTTP request behind an exchange. It is read from the request itself: Camel's message
 * headers mix header fields with query parameters, and an identity must not come from a query string.
 */
public final class HttpRequests {

    /** Set by camel-platform-http on Spring Boot; a client cannot send it, as {@code Camel*} is filtered on the way in. */
    private static final String SERVLET_REQUEST = "CamelHttpServletRequest";

    private HttpRequests() {}

    /** A header field that means one thing; where it stands more than once, nobody can tell which was meant. */
    public static Optional<String> header(Exchange exchange, String name) {
        return header(request(exchange), name);
    }

    /** A header field that means one thing. */
    public static Optional<String> header(HttpServletRequest request, String name) {
        List<String> values = Collections.list(request.getHeaders(name));
        if (values.size() > 1) {
            throw ProblemException.parameter(name, "must not stand more than once");
        }
        return values.stream().findFirst();
    }

    /** A query parameter. */
    public static Optional<String> parameter(Exchange exchange, String name) {
        return Optional.ofNullable(request(exchange).getParameter(name));
    }

    /** The path of the request, as a problem document names it. */
    public static String path(Exchange exchange) {
        return exchange.getMessage().getHeader(Exchange.HTTP_URI, String.class);
    }

    /**
     * The whole body, which must not be larger than the contract allows; an empty one where there is none.
     *
     * @throws ProblemException 413 where it is larger, 400 where it did not arrive whole
     */
    public static byte[] body(InputStream body, int maxKibibytes) {
        try {
            byte[] bytes = body == null ? new byte[0] : body.readNBytes(maxKibibytes * 1024 + 1);
            if (bytes.length > maxKibibytes * 1024) {
                throw new ProblemException(
                        HttpStatus.PAYLOAD_TOO_LARGE, "The body is larger than " + maxKibibytes + " KiB.");
            }
            return bytes;
        } catch (IOException e) {
            throw ProblemException.body(List.of(new Violation("", "did not arrive whole")));
        }
    }

    /** The request behind an exchange. */
    public static HttpServletRequest request(Exchange exchange) {
        return exchange.getMessage().getHeader(SERVLET_REQUEST, HttpServletRequest.class);
    }
}
