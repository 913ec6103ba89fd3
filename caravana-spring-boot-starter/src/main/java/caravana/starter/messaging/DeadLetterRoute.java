package caravana.starter.messaging;

import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.DELIVERY_MODE;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.EXPIRATION;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.MESSAGE_ID;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.USER_ID;

import caravana.starter.messaging.InvalidMessageException.Reason;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.MessageDeliveryMode;

/**
 * The dead letter channel of a service (Enterprise Integration Patterns): a message that cannot be processed is kept
 * in a queue, with its reason, and acknowledged only once the broker has it there. What only waits for a database or a
 * broker is no dead letter: it goes back to its queue.
 */
public final class DeadLetterRoute extends EndpointRouteBuilder {

    /** The id of the route, and the {@code direct:} endpoint at which an error handler hands messages to it. */
    public static final String ID = "dead-letter-channel";

    /** The header that holds one of {@link Reason}'s words. */
    public static final String REASON = "x-exception-reason";

    /** The header that holds what went wrong, in 2,000 characters at most. */
    public static final String MESSAGE = "x-exception-message";

    /** The header that holds the id of the route that gave up. */
    public static final String ROUTE = "x-exception-route";

    private final PublisherConfirms confirms;
    private final String queue;

    public DeadLetterRoute(PublisherConfirms confirms, String queue) {
        this.confirms = confirms;
        this.queue = queue;
    }

    @Override
    public void configure() {
        from("direct:" + ID)
                .routeId(ID)
                .routeDescription("Keeps a message that cannot be processed, with its reason, in the dead-letter queue")
                .routeConfigurationId(ErrorPolicies.LEAVE_TO_CALLER)
                // a retry that was cut short, as the service stops: the broker delivers it again
                .filter(failed -> Failures.isTransient(Failures.caught(failed)))
                    .throwException(AmqpException.class, "requeued: database or broker still unavailable")
                .end()
                .setHeader(REASON).exchange(failed -> Reason.of(Failures.caught(failed)).word())
                .setHeader(MESSAGE).exchange(failed -> Failures.summary(Failures.caught(failed)))
                .setHeader(ROUTE, exchangeProperty(Exchange.FAILURE_ROUTE_ID))
                // what went wrong may cite a customer: it stays with the message
                .log(LoggingLevel.WARN, "Message ${header." + MESSAGE_ID + "} is a dead letter, as ${header." + REASON
                        + "}: it is kept in " + queue)
                .setHeader(DELIVERY_MODE, constant(MessageDeliveryMode.PERSISTENT))
                // a dead letter neither expires nor speaks for its sender, which the broker would refuse
                .removeHeader(EXPIRATION)
                .removeHeader(USER_ID)
                .policy(confirms)
                    .to(springRabbitmq("default").routingKey(queue))
                .end()
                // not safe in the dead-letter queue: leave it where it is, the broker delivers it again
                .filter(kept -> !PublisherConfirms.outcome(kept).refused().isEmpty())
                    .throwException(AmqpException.class, "the dead-letter queue did not take the message")
                .end();
    }
}
