package caravana.starter.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Rejects a request with a {@code Content-Encoding} (RFC 9110, section 8.4) with 415 before its body is read. Camel
 * decompresses without a size limit: a body of 500 KB could expand to 500 MB. If the service identifies its consumers,
 * an unauthenticated request gets 401 instead.
 */
final class CompressedBodies implements HandlerInterceptor {

    /** Null if the service does not identify its consumers. */
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
