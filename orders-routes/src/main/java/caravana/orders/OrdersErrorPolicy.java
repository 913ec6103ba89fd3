package caravana.orders;

import caravana.starter.json.InvalidJsonException;
import caravana.starter.messaging.DeadLetterRoute;
import caravana.starter.messaging.ErrorPolicies;
import caravana.starter.messaging.Failures;
import caravana.starter.messaging.InvalidMessageException;
import caravana.starter.telemetry.Spans;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.springframework.stereotype.Component;

/**
 * The error policy of consumers: a transient failure is retried until it succeeds, an invalid message is dead-lettered
 * at once, and any other failure is dead-lettered after three retries. The policies that all services share are in
 * {@link ErrorPolicies}.
 */
@Component
public class OrdersErrorPolicy extends RouteConfigurationBuilder {

    /** The id of the route configuration for routes that consume messages. */
    public static final String DEAD_LETTER = "dead-letter";

    private static final int UNEXPECTED_REDELIVERIES = 3;
    private static final int UNEXPECTED_DELAY_MILLIS = 250;

    @Override
    public void configuration() {
        routeConfiguration(DEAD_LETTER)
                .errorHandler(deadLetterChannel("direct:" + DeadLetterRoute.ID)
                        // if dead-lettering fails, the message returns to its queue instead of being lost
                        .deadLetterHandleNewException(false)
                        .useOriginalMessage()
                        .onExceptionOccurred(Spans::recordException)
                        .maximumRedeliveries(UNEXPECTED_REDELIVERIES).redeliveryDelay(UNEXPECTED_DELAY_MILLIS))
                .onException(InvalidJsonException.class, InvalidMessageException.class)
                .useOriginalMessage().maximumRedeliveries(0)
                .end()
                .onException(Exception.class).onWhen(failed -> Failures.isTransient(Failures.caught(failed)))
                .useOriginalMessage().redeliveryPolicyRef(ErrorPolicies.RETRY_FOREVER);
    }
}
