package caravana.starter.messaging;

import caravana.starter.telemetry.Spans;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;

/** What happens when something fails, where that is the same in every service: nothing is lost by waiting. */
public final class ErrorPolicies extends RouteConfigurationBuilder {

    /** For routes that may try again until it works. */
    public static final String WAIT_AND_RETRY = "wait-and-retry";

    /**
     * For routes that another one calls: they do their work or fail as a whole, and the caller decides what comes
     * next.
     */
    public static final String LEAVE_TO_CALLER = "leave-to-caller";

    /**
     * A bean, the {@link RedeliveryPolicy} of what passes by itself: pauses of a quarter of a second to five seconds.
     */
    public static final String RETRY_FOREVER = "retryForever";

    private static final int FIRST_DELAY_MILLIS = 250;
    private static final int MAX_DELAY_MILLIS = 5_000;

    ErrorPolicies() {}

    @Override
    public void configuration() {
        routeConfiguration(WAIT_AND_RETRY)
                .onException(Exception.class)
                .onExceptionOccurred(Spans::recordException)
                .handled(false)
                .redeliveryPolicyRef(RETRY_FOREVER);

        // An error handler of its own would tell the caller that all attempts are used up already.
        routeConfiguration(LEAVE_TO_CALLER).errorHandler(noErrorHandler());
    }

    /** Again and again, waiting longer each time, until it works or the service stops. */
    static RedeliveryPolicy retryForever() {
        return new RedeliveryPolicy()
                .maximumRedeliveries(-1)
                .redeliveryDelay(FIRST_DELAY_MILLIS)
                .useExponentialBackOff()
                .backOffMultiplier(2)
                .maximumRedeliveryDelay(MAX_DELAY_MILLIS)
                .retryAttemptedLogLevel(LoggingLevel.WARN)
                .logRetryStackTrace(false)
                .logExhausted(false)
                .allowRedeliveryWhileStopping(false);
    }
}
