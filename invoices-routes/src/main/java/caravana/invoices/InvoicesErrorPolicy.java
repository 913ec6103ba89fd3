package caravana.invoices;

import caravana.starter.json.InvalidJsonException;
import caravana.starter.messaging.DeadLetterRoute;
import caravana.starter.messaging.ErrorPolicies;
import caravana.starter.messaging.Failures;
import caravana.starter.messaging.InvalidMessageException;
import caravana.starter.telemetry.Spans;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.springframework.stereotype.Component;

/**
 * What happens to a message that fails, in the words of the decision: what passes by itself waits and goes on; what
 * never will is a dead letter at once, so that it does not block the ones behind it. What holds for every service is
 * in {@link ErrorPolicies}.
 */
@Component
public class InvoicesErrorPolicy extends RouteConfigurationBuilder {

    /** For routes that consume messages. */
    public static final String DEAD_LETTER = "dead-letter";

    private static final int UNEXPECTED_REDELIVERIES = 3;
    private static final int UNEXPECTED_DELAY_MILLIS = 250;

    private final FailureMetrics failures;

    InvoicesErrorPolicy(FailureMetrics failures) {
        this.failures = failures;
    }

    @Override
    public void configuration() {
        routeConfiguration(DEAD_LETTER)
                .errorHandler(deadLetterChannel("direct:" + DeadLetterRoute.ID)
                        // a letter that the queue did not take is given back, not dropped
                        .deadLetterHandleNewException(false)
                        .useOriginalMessage()
                        .onExceptionOccurred(this::attemptFailed)
                        .maximumRedeliveries(UNEXPECTED_REDELIVERIES).redeliveryDelay(UNEXPECTED_DELAY_MILLIS))
                .onException(InvalidJsonException.class, InvalidMessageException.class)
                .useOriginalMessage().maximumRedeliveries(0)
                .end()
                .onException(Exception.class).onWhen(failed -> Failures.isTransient(Failures.caught(failed)))
                .useOriginalMessage().redeliveryPolicyRef(ErrorPolicies.RETRY_FOREVER);
    }

    private void attemptFailed(Exchange failed) {
        failures.count(Failures.caught(failed));
        Spans.recordException(failed);
    }
}
