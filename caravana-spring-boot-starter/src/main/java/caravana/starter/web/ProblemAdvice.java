package caravana.starter.web;

import caravana.starter.telemetry.TraceParent;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.context.request.async.AsyncRequestTimeoutException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Answers requests that match no route: unknown path (404), method (405), Accept (406), media type (415). */
@RestController
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler implements ErrorController {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    private final String docs;
    private final String unfinished;
    private final ApplicationAvailability availability;
    private final ObjectMapper json;

    ProblemAdvice(String docs, String unfinished, ApplicationAvailability availability, ObjectMapper json) {
        this.docs = docs;
        this.unfinished = unfinished;
        this.availability = availability;
        this.json = json;
    }

    @Override
    protected ResponseEntity<Object> handleExceptionInternal(
            Exception refusal, Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(HttpStatus.valueOf(status.value()), headers, ((ServletWebRequest) request).getRequest());
    }

    @Override
    protected ResponseEntity<Object> handleAsyncRequestTimeoutException(
            AsyncRequestTimeoutException refusal, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(
                new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, unfinished),
                headers,
                ((ServletWebRequest) request).getRequest());
    }

    /** Answers a request that an interceptor has rejected. */
    @ExceptionHandler(ProblemException.class)
    ResponseEntity<Object> refused(ProblemException refusal, HttpServletRequest request) {
        return answer(refusal, new HttpHeaders(), request);
    }

    /** Answers 503 when the request queue is full. */
    @ExceptionHandler(RejectedExecutionException.class)
    ResponseEntity<Object> overloaded(HttpServletRequest request) {
        return answer(HttpStatus.SERVICE_UNAVAILABLE, new HttpHeaders(), request);
    }

    /** Answers errors of the servlet container, and requests that arrive while the routes stop. */
    @RequestMapping("${server.error.path:/error}")
    ResponseEntity<Object> error(HttpServletRequest request) {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus status = code == null ? HttpStatus.NOT_FOUND : HttpStatus.valueOf((Integer) code);
        return answer(status, new HttpHeaders(), request);
    }

    private ResponseEntity<Object> answer(HttpStatus refusal, HttpHeaders headers, HttpServletRequest request) {
        HttpStatus status = isUnknownYet(refusal) ? HttpStatus.SERVICE_UNAVAILABLE : refusal;
        return answer(new ProblemException(status, detail(status, request)), headers, request);
    }

    private ResponseEntity<Object> answer(ProblemException refusal, HttpHeaders headers, HttpServletRequest request) {
        HttpStatus status = refusal.status();
        String traceId = Optional.ofNullable(request.getHeader("traceparent"))
                .filter(TraceParent::isValid)
                .map(TraceParent::traceId)
                .orElseGet(() -> TraceParent.traceId(TraceParent.unsampled()));
        String path = Optional.ofNullable((String) request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI))
                .orElse(request.getRequestURI());
        LOG.debug("{} {} answered {}, trace {}", request.getMethod(), path, status.value(), traceId);
        ProblemDetail problem = Problems.refused(refusal, path, traceId);
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(status).headers(headers).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (status == HttpStatus.SERVICE_UNAVAILABLE) {
            answer.header(HttpHeaders.RETRY_AFTER, String.valueOf(Problems.RETRY_AFTER_SECONDS));
        }
        // As a tree: Spring would set a second `instance` in a ProblemDetail.
        return answer.body(json.valueToTree(problem));
    }

    /** The port opens before the routes have started: until then, an unknown path is answered 503. */
    private boolean isUnknownYet(HttpStatus refusal) {
        return (refusal == HttpStatus.NOT_FOUND || refusal == HttpStatus.METHOD_NOT_ALLOWED)
                && availability.getReadinessState() != ReadinessState.ACCEPTING_TRAFFIC;
    }

    private String detail(HttpStatus status, HttpServletRequest request) {
        return switch (status) {
            case NOT_FOUND -> "There is no resource at this path; see " + docs + ".";
            case METHOD_NOT_ALLOWED -> request.getMethod() + " is not allowed here; see the Allow header.";
            case NOT_ACCEPTABLE -> "The response is application/json, which the Accept header excludes.";
            case UNSUPPORTED_MEDIA_TYPE -> "Send the body with Content-Type: application/json.";
            case SERVICE_UNAVAILABLE -> Problems.OVERLOADED;
            default ->
                status.is5xxServerError()
                        ? Problems.FAILED
                        : "The request was rejected: " + status.getReasonPhrase() + ".";
        };
    }
}
