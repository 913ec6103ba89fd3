package caravana.invoices.deadletter;

import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.CONTENT_TYPE;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.MESSAGE_ID;

import caravana.invoices.InvoicesProperties;
import caravana.invoices.InvoicesProperties.Messaging;
import caravana.starter.messaging.ErrorPolicies;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.stereotype.Component;

/**
 * Moves dead letters from the dead-letter queue to the {@code dead_letters} table: those of the dead letter channel and
 * those of the broker.
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
                .routeDescription("Stores dead letters in the table that operators read")
                .routeConfigurationId(ErrorPolicies.WAIT_AND_RETRY)
                .setBody(dead -> DeadLetter.of(
                        dead.getMessage().getBody(byte[].class),
                        dead.getMessage().getHeader(MESSAGE_ID, String.class),
                        dead.getMessage().getHeader(CONTENT_TYPE, String.class),
                        dead.getMessage().getHeaders()).row())
                .to(sql("classpath:invoices/sql/store-dead-letter.sql").noop(true));
    }
}
