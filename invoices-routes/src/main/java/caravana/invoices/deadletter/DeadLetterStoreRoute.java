package caravana.invoices.deadletter;

import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.CONTENT_TYPE;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.MESSAGE_ID;

import caravana.invoices.InvoicesProperties;
import caravana.invoices.InvoicesProperties.Messaging;
import caravana.starter.messaging.ErrorPolicies;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.stereotype.Component;

/**
 * Takes dead letters out of their queue into the table that operators read: those of the dead letter channel, with its
 * headers, and those that the broker itself has given up on.
 */
@Component
class DeadLetterStoreRoute extends EndpointRouteBuilder {

    static final String ID = "dead-letter-store";

    private final Messaging names;

    DeadLetterStoreRoute(InvoicesProperties properties) {
        this.names = properties.messaging();
    }

    @Override
    public void configure() {
        from(springRabbitmq("default")
                        .queues(names.orderPlacedDeadQueue())
                        .advanced()
                        .prefetchCount(names.prefetch()))
                .routeId(ID)
                .routeDescription("Stores dead letters where an operator reads, replays or discards them")
                .routeConfigurationId(ErrorPolicies.WAIT_AND_RETRY)
                .setBody(dead -> DeadLetter.of(
                        dead.getMessage().getBody(byte[].class),
                        dead.getMessage().getHeader(MESSAGE_ID, String.class),
                        dead.getMessage().getHeader(CONTENT_TYPE, String.class),
                        dead.getMessage().getHeaders()).row())
                .to(sql("classpath:invoices/sql/store-dead-letter.sql").noop(true));
    }
}
