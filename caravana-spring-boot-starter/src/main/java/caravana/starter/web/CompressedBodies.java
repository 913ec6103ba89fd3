package caravana.starter.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses a compressed body before a byte of it is read (RFC 9110, section 8.4): Camel would unpack it without a limit, and
 * half a megabyte may hold half a gigabyte. Where a service identifies its consumers, a stranger is answered 401 first.
 */
final class CompressedBodies implements HandlerInterceptor {

    /** Null where the service identifies nobody. */
    private final GatewayConsumer consumer;

    CompressedBodies(GatewayConsumer consumer) {
        this.consumer = consumer;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getDispatcherType() == DispatcherType.REQUEST && isCompressed(request)) {
            if (consumer != null) {
                consumer.name(request);
            }
            response.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
            throw new ProblemException(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Send the body without Content-Encoding.");
        }
        return true;
    }

    private static boolean isCompressed(HttpServletRequest request) {
        return Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING)).stream()
                .anyMatch(coding -> !coding.isBlank() && !"identity".equalsIgnoreCase(coding.strip()));
    }
}
