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
 * Reads the HTTP request of an exchange. The values come from the servlet request: Camel's message headers mix header
 * fields with query parameters, and an identity must not come from a query string.
 */
public final class HttpRequests {

    /** Set by camel-platform-http on Spring Boot, never by a client: Camel filters incoming {@code Camel*} headers. */
    private static final String SERVLET_REQUEST = "CamelHttpServletRequest";

    private HttpRequests() {}

    /**
     * Returns the value of a header field.
     *
     * @throws ProblemException 400 if the field occurs more than once
     */
    public static Optional<String> header(Exchange exchange, String name) {
        return header(request(exchange), name);
    }

    /**
     * Returns the value of a header field.
     *
     * @throws ProblemException 400 if the field occurs more than once
     */
    public static Optional<String> header(HttpServletRequest request, String name) {
        List<String> values = Collections.list(request.getHeaders(name));
        if (values.size() > 1) {
            throw ProblemException.parameter(name, "must not occur more than once");
        }
        return values.stream().findFirst();
    }

    /** Returns the first value of a query parameter. */
    public static Optional<String> parameter(Exchange exchange, String name) {
        return Optional.ofNullable(request(exchange).getParameter(name));
    }

    /** Returns the path of the request, for the {@code instance} of a problem document. */
    public static String path(Exchange exchange) {
        return exchange.getMessage().getHeader(Exchange.HTTP_URI, String.class);
    }

    /**
     * Reads the whole body; empty if the request has none.
     *
     * @param maxKibibytes the largest body that the contract allows, in KiB
     * @throws ProblemException 413 if the body is larger, 400 if it is incomplete
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
            throw ProblemException.body(List.of(new Violation("", "is incomplete")));
        }
    }

    /** Returns the servlet request of an exchange. */
    public static HttpServletRequest request(Exchange exchange) {
        return exchange.getMessage().getHeader(SERVLET_REQUEST, HttpServletRequest.class);
    }
}
