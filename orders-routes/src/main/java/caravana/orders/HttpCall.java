package caravana.orders;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * What a route may know of the HTTP request behind an exchange. It is read from the request itself: Camel's message
 * headers mix header fields with query parameters, and an identity must not come from a query string.
 */
public final class HttpCall {

    /** Set by camel-platform-http on Spring Boot; a client cannot send it, as Camel* is filtered on the way in. */
    private static final String SERVLET_REQUEST = "CamelHttpServletRequest";

    private HttpCall() {}

    /** A header field that means one thing; where it stands more than once, nobody can tell which was meant. */
    public static Optional<String> header(Exchange exchange, String name) {
        return header(request(exchange), name);
    }

    static Optional<String> header(HttpServletRequest request, String name) {
        List<String> values = Collections.list(request.getHeaders(name));
        if (values.size() > 1) {
            throw RequestRefused.parameter(name, "must not stand more than once");
        }
        return values.stream().findFirst();
    }

    public static Optional<String> parameter(Exchange exchange, String name) {
        return Optional.ofNullable(request(exchange).getParameter(name));
    }

    /** The path of the request, as a problem document names it. */
    public static String path(Exchange exchange) {
        return exchange.getMessage().getHeader(Exchange.HTTP_URI, String.class);
    }

    static HttpServletRequest request(Exchange exchange) {
        return exchange.getMessage().getHeader(SERVLET_REQUEST, HttpServletRequest.class);
    }
}
