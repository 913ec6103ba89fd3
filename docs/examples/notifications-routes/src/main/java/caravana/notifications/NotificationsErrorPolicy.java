package caravana.notifications;

import caravana.starter.json.InvalidJsonException;
import caravana.starter.messaging.DeadLetterRoute;
import caravana.starter.messaging.ErrorPolicies;
import caravana.starter.messaging.Failures;
import caravana.starter.telemetry.Spans;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.springframework.stereotype.Component;

/** What happens to a message that fails: it is retried after a transient failure, an invalid one is a dead letter. */
@Component
public class NotificationsErrorPolicy extends RouteConfigurationBuilder {

    /** For routes that consume messages. */
    public static final String DEAD_LETTER = "dead-letter";

    private static final int UNEXPECTED_REDELIVERIES = 3;
    private static final int UNEXPECTED_DELAY_MILLIS = 250;

    @Override
    public void configuration() {
        routeConfiguration(DEAD_LETTER)
                .errorHandler(deadLetterChannel("direct:" + DeadLetterRoute.ID)
                        // if the dead letter queue is away, the message goes back to its own queue
                        .deadLetterHandleNewException(false)
                        .useOriginalMessage()
                        .onExceptionOccurred(Spans::recordException)
                        .maximumRedeliveries(UNEXPECTED_REDELIVERIES).redeliveryDelay(UNEXPECTED_DELAY_MILLIS))
                .onException(InvalidJsonException.class)
                .useOriginalMessage().maximumRedeliveries(0)
                .end()
                .onException(Exception.class).onWhen(failed -> Failures.isTransient(Failures.caught(failed)))
                .useOriginalMessage().redeliveryPolicyRef(ErrorPolicies.RETRY_FOREVER);
    }
}
