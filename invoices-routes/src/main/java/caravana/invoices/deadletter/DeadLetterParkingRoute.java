package caravana.invoices.deadletter;

import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.DELIVERY_MODE;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.EXPIRATION;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.MESSAGE_ID;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.USER_ID;

import caravana.invoices.ConfirmedPublishing;
import caravana.invoices.HopelessMessage.Reason;
import caravana.invoices.InvoicesErrorPolicy;
import caravana.invoices.InvoicesProperties.Messaging;
import caravana.invoices.InvoicesProperties;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.stereotype.Component;

/**
 * Dead Letter Channel in two steps: a message that cannot be processed goes to the dead-letter queue with its reason,
 * and from there into the table that operators read. What the broker itself gives up on takes the second step only.
 */
@Component
class DeadLetterParkingRoute extends EndpointRouteBuilder {

    static final String PARKING_ID = "message-parking";
    static final String ID = "dead-letter-parking";

    private final Messaging names;
    private final ConfirmedPublishing confirmed;

    DeadLetterParkingRoute(InvoicesProperties properties, ConfirmedPublishing confirmed) {
        this.names = properties.messaging();
        this.confirmed = confirmed;
    }

    @Override
    public void configure() {
        from("direct:park-message")
                .routeId(PARKING_ID)
                .routeDescription("Moves a message that cannot be processed to the dead-letter queue, with its reason")
                .routeConfigurationId(InvoicesErrorPolicy.LEAVE_TO_CALLER)
                .setHeader(DeadLetter.REASON).exchange(failed -> Reason.of(InvoicesErrorPolicy.caught(failed)).word())
                .setHeader(DeadLetter.ERROR).exchange(failed -> DeadLetter.error(InvoicesErrorPolicy.caught(failed)))
                .setHeader(DeadLetter.ROUTE, exchangeProperty(Exchange.FAILURE_ROUTE_ID))
                .setHeader(DELIVERY_MODE, constant(MessageDeliveryMode.PERSISTENT))
                // a dead letter neither expires nor speaks for its sender, which the broker would refuse
                .removeHeader(EXPIRATION)
                .removeHeader(USER_ID)
                // what went wrong may cite a customer: it stays with the message
                .log(LoggingLevel.WARN, "Message ${header." + MESSAGE_ID + "} is parked (${header." + DeadLetter.REASON
                        + "}); GET /dead-letters says why")
                .setBody(exchangeProperty("received"))
                .policy(confirmed)
                    .to(springRabbitmq("default").routingKey(names.orderPlacedDeadQueue()))
                .end()
                // not safe in the dead-letter queue: leave it where it is, the broker delivers it again
                .filter(parked -> !ConfirmedPublishing.outcome(parked).refused().isEmpty())
                    .throwException(AmqpException.class, "the dead-letter queue did not take the message")
                .end();

        from(springRabbitmq("default")
                        .queues(names.orderPlacedDeadQueue())
                        .advanced()
                        .prefetchCount(names.prefetch()))
                .routeId(ID)
                .routeDescription("Stores dead letters where an operator reads, replays or discards them")
                .routeConfigurationId(InvoicesErrorPolicy.WAIT_AND_RETRY)
                .setBody(dead -> DeadLetter.of(
                        dead.getMessage().getBody(byte[].class), dead.getMessage().getHeaders()).row())
                .to(sql("classpath:invoices/sql/park-dead-letter.sql").noop(true));
    }
}
