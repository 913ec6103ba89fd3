package caravana.starter.web;

import caravana.starter.messaging.Failures;
import caravana.starter.telemetry.TraceParent;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.springframework.http.ProblemDetail;

/** The error policy of routes that answer HTTP requests: each failure becomes a problem document (RFC 9457). */
public final class WebErrorPolicy extends RouteConfigurationBuilder {

    /** The id of the route configuration for routes that answer HTTP requests. */
    public static final String ANSWER_WITH_PROBLEM = "answer-with-problem";

    private final Problems problems;
    private final RequestQueueTimeout timeout;

    WebErrorPolicy(Problems problems, RequestQueueTimeout timeout) {
        this.problems = problems;
        this.timeout = timeout;
    }

    @Override
    public void configuration() {
        routeConfiguration(ANSWER_WITH_PROBLEM)
                .interceptFrom().process(waited -> timeout.refuseIfLate(HttpRequests.request(waited))).end()
                .onException(Exception.class).handled(true)
                .setBody(failed -> problems.of(
                        Failures.caught(failed),
                        HttpRequests.path(failed),
                        TraceParent.traceId(TraceParent.of(failed))))
                .removeHeaders("*")
                .setHeader(Exchange.HTTP_RESPONSE_CODE).body(ProblemDetail.class, ProblemDetail::getStatus)
                .filter(header(Exchange.HTTP_RESPONSE_CODE).isEqualTo(503))
                    .setHeader("Retry-After", constant(Problems.RETRY_AFTER_SECONDS))
                .end()
                .marshal().json()
                .setHeader(Exchange.CONTENT_TYPE, constant("application/problem+json"));
    }
}
