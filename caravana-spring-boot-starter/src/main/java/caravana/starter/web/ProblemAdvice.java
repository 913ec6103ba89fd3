package caravana.starter.web;

import caravana.starter.telemetry.TraceParent;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
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

/** Problem documents for requests that reach no route: unknown path (404), method (405), Accept (406), body type (415). */
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
        return answer(HttpStatus.SERVICE_UNAVAILABLE, headers, ((ServletWebRequest) request).getRequest(), unfinished);
    }

    /** What is refused before it reaches a route. */
    @ExceptionHandler(ProblemException.class)
    ResponseEntity<Object> refused(ProblemException refusal, HttpServletRequest request) {
        return answer(
                refusal.status(),
                new HttpHeaders(),
                request,
                (path, traceId) -> Problems.refused(refusal, path, traceId));
    }

    /** More requests wait than can be served in time: better a clear no now than an answer nobody waits for. */
    @ExceptionHandler(RejectedExecutionException.class)
    ResponseEntity<Object> overloaded(HttpServletRequest request) {
        return answer(HttpStatus.SERVICE_UNAVAILABLE, new HttpHeaders(), request);
    }

    /** What the servlet container itself refuses, and requests that come while the routes stop. */
    @RequestMapping("${server.error.path:/error}")
    ResponseEntity<Object> error(HttpServletRequest request) {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus status = code == null ? HttpStatus.NOT_FOUND : HttpStatus.valueOf((Integer) code);
        return answer(status, new HttpHeaders(), request);
    }

    private ResponseEntity<Object> answer(HttpStatus refusal, HttpHeaders headers, HttpServletRequest request) {
        HttpStatus status = isUnknownYet(refusal) ? HttpStatus.SERVICE_UNAVAILABLE : refusal;
        return answer(status, headers, request, detail(status, request));
    }

    private ResponseEntity<Object> answer(
            HttpStatus status, HttpHeaders headers, HttpServletRequest request, String detail) {
        return answer(status, headers, request, (path, traceId) -> Problems.document(status, detail, path, traceId));
    }

    private ResponseEntity<Object> answer(
            HttpStatus status,
            HttpHeaders headers,
            HttpServletRequest request,
            BiFunction<String, String, ProblemDetail> document) {
        String traceId = Optional.ofNullable(request.getHeader("traceparent"))
                .filter(TraceParent::isValid)
                .map(TraceParent::traceId)
                .orElseGet(() -> TraceParent.traceId(TraceParent.unsampled()));
        String path = Optional.ofNullable((String) request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI))
                .orElse(request.getRequestURI());
        LOG.debug("{} {} answered {}, trace {}", request.getMethod(), path, status.value(), traceId);
        ProblemDetail problem = document.apply(path, traceId);
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(status).headers(headers).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (status == HttpStatus.SERVICE_UNAVAILABLE) {
            answer.header(HttpHeaders.RETRY_AFTER, String.valueOf(Problems.RETRY_AFTER_SECONDS));
        }
        // As a tree: into a ProblemDetail Spring would write a second `instance`.
        return answer.body(json.valueToTree(problem));
    }

    /** The port opens a moment before the first route is there: until then a path that is not found says nothing. */
    private boolean isUnknownYet(HttpStatus refusal) {
        return (refusal == HttpStatus.NOT_FOUND || refusal == HttpStatus.METHOD_NOT_ALLOWED)
                && availability.getReadinessState() != ReadinessState.ACCEPTING_TRAFFIC;
    }

    private String detail(HttpStatus status, HttpServletRequest request) {
        return switch (status) {
            case NOT_FOUND -> "There is nothing at this path; see " + docs + ".";
            case METHOD_NOT_ALLOWED -> request.getMethod() + " is not possible here; see the Allow header.";
            case NOT_ACCEPTABLE -> "The answer is application/json; the Accept header does not allow that.";
            case UNSUPPORTED_MEDIA_TYPE -> "Send the body with Content-Type: application/json.";
            case SERVICE_UNAVAILABLE -> Problems.OVERLOADED;
            default ->
                status.is5xxServerError()
                        ? "The request failed on our side; name the traceId to us."
                        : "The request was refused: " + status.getReasonPhrase() + ".";
        };
    }
}
