package caravana.orders;

import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;

/** Turns what went wrong into the problem document that the client gets (RFC 9457), without any internals. */
@Component("problems")
public class Problems {

    /** Seconds after which a client may try again while the database is away. */
    public static final int RETRY_AFTER_SECONDS = 2;

    /** What a client is told that the service has no time for. */
    static final String OVERLOADED = "The service cannot take this request right now. Nothing was stored; try again.";

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    /** The document for a failure inside a route. */
    public ProblemDetail of(Throwable failure, String path, String traceId) {
        if (failure instanceof RequestRefused refused) {
            ProblemDetail problem = document(refused.status(), refused.getMessage(), path, traceId);
            if (!refused.violations().isEmpty()) {
                problem.setProperty("errors", refused.violations());
            }
            return problem;
        }
        // Camel rejects what it was working on when the service stops.
        if (Failures.isTransient(failure) || failure instanceof RejectedExecutionException) {
            LOG.warn("{} answered 503, trace {}: {}", path, traceId, Failures.rootMessage(failure));
            return document(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "The database did not answer in time. An order that was sent may have been stored all the same: "
                            + "send it again with the same Idempotency-Key, or look at GET /orders first.",
                    path,
                    traceId);
        }
        LOG.error("{} answered 500, trace {}", path, traceId, failure);
        return document(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "The request failed on our side; name the traceId to us.",
                path,
                traceId);
    }

    /** A problem document with the members that each of ours has. */
    public static ProblemDetail document(HttpStatus status, String detail, String path, String traceId) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setTitle(status.getReasonPhrase());
        // Text, not a java.net.URI: a path such as /orders/[x] is none, and an answer must be possible all the same.
        problem.setProperty("instance", path);
        problem.setProperty("traceId", traceId);
        return problem;
    }
}
