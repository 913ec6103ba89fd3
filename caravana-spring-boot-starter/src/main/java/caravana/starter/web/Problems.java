package caravana.starter.web;

import caravana.starter.json.InvalidJsonException;
import caravana.starter.messaging.Failures;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** Turns what went wrong into the problem document that the client gets (RFC 9457), without any internals. */
final class Problems {

    /** Seconds after which a client may try again while the database is away. */
    static final int RETRY_AFTER_SECONDS = 2;

    /** The detail of a 503 where too many requests wait. */
    static final String OVERLOADED = "The service cannot take this request right now. Nothing was stored; try again.";

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private final String unavailable;

    Problems(String unavailable) {
        this.unavailable = unavailable;
    }

    /** The document for a failure inside a route. */
    ProblemDetail of(Throwable failure, String path, String traceId) {
        if (failure instanceof InvalidJsonException invalid) {
            return of(ProblemException.body(invalid.violations()), path, traceId);
        }
        if (failure instanceof ProblemException refused) {
            return refused(refused, path, traceId);
        }
        // Camel rejects what it was working on when the service stops.
        if (Failures.isTransient(failure) || failure instanceof RejectedExecutionException) {
            LOG.warn("{} answered 503, trace {}: {}", path, traceId, Failures.rootMessage(failure));
            return document(HttpStatus.SERVICE_UNAVAILABLE, unavailable, path, traceId);
        }
        LOG.error("{} answered 500, trace {}", path, traceId, failure);
        return document(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "The request failed on our side; name the traceId to us.",
                path,
                traceId);
    }

    /** The document for a request that the client has to change. */
    static ProblemDetail refused(ProblemException refused, String path, String traceId) {
        ProblemDetail problem = document(refused.status(), refused.getMessage(), path, traceId);
        if (!refused.violations().isEmpty()) {
            problem.setProperty("errors", refused.violations());
        }
        return problem;
    }

    /** A problem document with the members that each of ours has. */
    static ProblemDetail document(HttpStatus status, String detail, String path, String traceId) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setTitle(status.getReasonPhrase());
        // Text, not a java.net.URI: a path such as /pets/[x] is none, and an answer must be possible all the same.
        problem.setProperty("instance", path);
        problem.setProperty("traceId", traceId);
        return problem;
    }
}
