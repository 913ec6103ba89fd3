package caravana.orders;

import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;
import org.springframework.context.annotation.Bean;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;

/**
 * What happens when something fails, in the words of the decision. A transient failure waits and goes on; a hopeless
 * message is parked at once with its reason, so that it never blocks the ones behind it; a client is told.
 */
@Component
public class OrdersErrorPolicy extends RouteConfigurationBuilder {

    /** For routes that answer a client: every failure becomes a problem document. */
    public static final String ANSWER_WITH_PROBLEM = "answer-with-problem";

    /** For routes that may try again until it works: nothing is lost by waiting. */
    public static final String WAIT_AND_RETRY = "wait-and-retry";

    /** For routes that another one calls: they do their work or fail as a whole, and the caller decides what comes next. */
    public static final String LEAVE_TO_CALLER = "leave-to-caller";

    /** For routes that consume messages: hopeless ones are parked, transient failures wait and retry. */
    public static final String PARK_HOPELESS = "park-hopeless";

    private static final String FOREVER = "retryForever";
    private static final int FIRST_WAIT_MILLIS = 250;
    private static final int LONGEST_WAIT_MILLIS = 5_000;
    private static final int ATTEMPTS_AT_THE_UNEXPECTED = 3;

    private final Problems problems;
    private final Patience patience;

    OrdersErrorPolicy(Problems problems, Patience patience) {
        this.problems = problems;
        this.patience = patience;
    }

    /** Again and again, waiting longer each time, until it works or the service stops. */
    @Bean(FOREVER)
    static RedeliveryPolicy retryForever() {
        return new RedeliveryPolicy()
                .maximumRedeliveries(-1)
                .redeliveryDelay(FIRST_WAIT_MILLIS)
                .useExponentialBackOff()
                .backOffMultiplier(2)
                .maximumRedeliveryDelay(LONGEST_WAIT_MILLIS)
                .retryAttemptedLogLevel(LoggingLevel.WARN)
                .logRetryStackTrace(false)
                .logExhausted(false)
                .allowRedeliveryWhileStopping(false);
    }

    @Override
    public void configuration() {
        routeConfiguration(ANSWER_WITH_PROBLEM)
                .interceptFrom().process(asked -> patience.refuseIfLate(HttpCall.request(asked))).end()
                .onException(Exception.class).handled(true)
                .setBody(failed -> problems.of(
                        caught(failed), HttpCall.path(failed), TraceParent.traceId(TraceParent.of(failed))))
                .removeHeaders("*")
                .setHeader(Exchange.HTTP_RESPONSE_CODE).body(ProblemDetail.class, ProblemDetail::getStatus)
                .filter(header(Exchange.HTTP_RESPONSE_CODE).isEqualTo(503))
                    .setHeader("Retry-After", constant(Problems.RETRY_AFTER_SECONDS))
                .end()
                .marshal().json()
                .setHeader(Exchange.CONTENT_TYPE, constant("application/problem+json"));

        routeConfiguration(WAIT_AND_RETRY)
                .onException(Exception.class).onExceptionOccurred(SpanConventions::noteAttempt)
                .handled(false).redeliveryPolicyRef(FOREVER);

        // An error handler of its own would tell the caller that all attempts are used up already.
        routeConfiguration(LEAVE_TO_CALLER).errorHandler(noErrorHandler());

        routeConfiguration(PARK_HOPELESS)
                .onException(HopelessMessage.class).onExceptionOccurred(SpanConventions::noteAttempt)
                .handled(true)
                .to("direct:park-message")
                .end()
                .onException(Exception.class).onWhen(failed -> Failures.isTransient(caught(failed)))
                .onExceptionOccurred(SpanConventions::noteAttempt)
                .handled(false).redeliveryPolicyRef(FOREVER)
                .end()
                .onException(Exception.class).onExceptionOccurred(SpanConventions::noteAttempt)
                .handled(true)
                .maximumRedeliveries(ATTEMPTS_AT_THE_UNEXPECTED).redeliveryDelay(FIRST_WAIT_MILLIS)
                .to("direct:park-message");
    }

    /** The failure that an exchange is being handled for. */
    public static Exception caught(Exchange failed) {
        return failed.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    }
}
