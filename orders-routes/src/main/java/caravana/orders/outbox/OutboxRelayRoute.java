package caravana.orders.outbox;

import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.CONTENT_TYPE;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.DELIVERY_MODE;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.MESSAGE_ID;

import caravana.orders.ConfirmedPublishing;
import caravana.orders.ConfirmedPublishing.Outcome;
import caravana.orders.OrdersErrorPolicy;
import caravana.orders.OrdersProperties;
import caravana.orders.TraceParent;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.stereotype.Component;

/**
 * Transactional outbox: events that were stored with their orders are claimed in batches, published, and forgotten only
 * after the broker has confirmed them. A crash in between sends an event again, and never loses one. Instances do not
 * get in each other's way: rows that one has claimed are skipped by the others.
 */
@Component
class OutboxRelayRoute extends EndpointRouteBuilder {

    static final String ID = "outbox-relay";
    static final String BATCH_ID = "outbox-relay-batch";

    private final OrdersProperties properties;
    private final ConfirmedPublishing confirmed;

    OutboxRelayRoute(OrdersProperties properties, ConfirmedPublishing confirmed) {
        this.properties = properties;
        this.confirmed = confirmed;
    }

    @Override
    public void configure() {
        int batch = properties.relay().batch();

        from(scheduler(ID).delay(properties.relay().idle().toMillis()).greedy(true).includeMetadata(false))
                .routeId(ID)
                .routeDescription("Empties the outbox again and again; waits and goes on where database or broker is away")
                .routeConfigurationId(OrdersErrorPolicy.WAIT_AND_RETRY)
                .to(direct(BATCH_ID))
                // a full batch: there is more, so look again at once
                .setProperty(Exchange.SCHEDULER_POLLED_MESSAGES, simple("${exchangeProperty.claimed} == " + batch, Boolean.class));

        from(direct(BATCH_ID))
                .routeId(BATCH_ID)
                .routeDescription("Publishes one batch of events and forgets those that the broker has confirmed")
                .routeConfigurationId(OrdersErrorPolicy.ROLL_BACK)
                .transacted()
                .setBody(constant(Map.of("batch", batch)))
                .to(sql("classpath:orders/sql/claim-unpublished-events.sql"))
                .setProperty("claimed", simple("${body.size}", Integer.class))
                .filter(exchangeProperty("claimed").isGreaterThan(0))
                    // all are sent before the first confirm is waited for
                    .policy(confirmed)
                        .split(body()).stopOnException()
                            .setBody(row -> OrderPlaced.ofRow(row.getMessage().getBody(Map.class)))
                            .setProperty(TraceParent.PROPERTY).body(OrderPlaced.class, OrderPlaced::traceparent)
                            .setHeader(MESSAGE_ID).body(OrderPlaced.class, event -> event.id().toString())
                            .setHeader(CONTENT_TYPE, constant("application/cloudevents+json"))
                            .setHeader(DELIVERY_MODE, constant("PERSISTENT"))
                            .marshal().json()
                            .to(springRabbitmq(properties.messaging().exchange())
                                    .routingKey(properties.messaging().orderPlacedKey()))
                        .end()
                    .end()
                    .setBody(published -> published.getProperty(ConfirmedPublishing.OUTCOME, Outcome.class).parameters())
                    .to(sql("classpath:orders/sql/settle-published-events.sql").noop(true))
                .end();
    }
}
