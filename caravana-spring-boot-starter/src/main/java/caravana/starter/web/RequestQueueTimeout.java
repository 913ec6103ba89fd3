package caravana.starter.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpStatus;

/**
 * Rejects a request with 503 if it has waited in the queue for longer than the time-out. Its client has probably timed
 * out, and processing it would delay other requests.
 */
final class RequestQueueTimeout implements Filter {

    private static final String ARRIVED = RequestQueueTimeout.class.getName() + ".arrived";

    private final long nanos;

    RequestQueueTimeout(Duration timeout) {
        this.nanos = timeout.toNanos();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        request.setAttribute(ARRIVED, System.nanoTime());
        chain.doFilter(request, response);
    }

    void refuseIfLate(ServletRequest request) {
        long arrived = (Long) request.getAttribute(ARRIVED);
        if (System.nanoTime() - arrived > nanos) {
            throw new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, Problems.OVERLOADED);
        }
    }
}
