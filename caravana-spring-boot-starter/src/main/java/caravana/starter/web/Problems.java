package caravana.starter.web;

import caravana.starter.json.InvalidJsonException;
import caravana.starter.messaging.Failures;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** Maps a failure to a problem document (RFC 9457) that reveals no internals of the service. */
final class Problems {

    /** The {@code Retry-After} of a 503, in seconds. */
    static final int RETRY_AFTER_SECONDS = 2;

    /** The detail of a 500. */
    static final String FAILED = "The server failed to process the request. Report the traceId.";

    /** The detail of a 503 when the request queue is full. */
    static final String OVERLOADED = "The service is overloaded. Nothing was stored; try again.";

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private final String unavailable;

    Problems(String unavailable) {
        this.unavailable = unavailable;
    }

    /** Creates the document for a failure of a route. */
    ProblemDetail of(Throwable failure, String path, String traceId) {
        if (failure instanceof InvalidJsonException invalid) {
            return of(ProblemException.body(invalid.violations()), path, traceId);
        }
        if (failure instanceof ProblemException refused) {
            return refused(refused, path, traceId);
        }
        // Camel rejects exchanges in flight when the service stops.
        if (Failures.isTransient(failure) || failure instanceof RejectedExecutionException) {
            LOG.warn("{} answered 503, trace {}: {}", path, traceId, Failures.rootMessage(failure));
            return document(HttpStatus.SERVICE_UNAVAILABLE, unavailable, path, traceId);
        }
        LOG.error("{} answered 500, trace {}", path, traceId, failure);
        return document(HttpStatus.INTERNAL_SERVER_ERROR, FAILED, path, traceId);
    }

    /** Creates the document for a rejected request. */
    static ProblemDetail refused(ProblemException refused, String path, String traceId) {
        ProblemDetail problem = document(refused.status(), refused.getMessage(), path, traceId);
        if (!refused.violations().isEmpty()) {
            problem.setProperty("errors", refused.violations());
        }
        return problem;
    }

    /** Creates a document with the members that all problem documents have. */
    static ProblemDetail document(HttpStatus status, String detail, String path, String traceId) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setTitle(status.getReasonPhrase());
        // Text, not java.net.URI: a path such as /pets/[x] is not a valid URI.
        problem.setProperty("instance", path);
        problem.setProperty("traceId", traceId);
        return problem;
    }
}
