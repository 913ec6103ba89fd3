package caravana.orders.outbox;

import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.CONTENT_TYPE;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.DELIVERY_MODE;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.MESSAGE_ID;

import caravana.orders.ConfirmedPublishing;
import caravana.orders.OrdersErrorPolicy;
import caravana.orders.OrdersProperties.Messaging;
import caravana.orders.OrdersProperties.Relay;
import caravana.orders.OrdersProperties;
import caravana.orders.Subject;
import caravana.orders.TraceParent;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.stereotype.Component;

/**
 * Transactional outbox: events that were stored with their orders are claimed in batches, published, and forgotten only
 * after the broker has confirmed them. A crash in between sends an event again, and never loses one. Instances do not
 * get in each other's way: rows that one has claimed are skipped by the others.
 */
@Component
class OutboxRelayRoute extends EndpointRouteBuilder {

    static final String ID = "outbox-relay";
    static final String PUBLISHING_ID = "outbox-publishing";

    private final Relay relay;
    private final Messaging names;
    private final ConfirmedPublishing confirmed;
    private final OutboxWait wait;

    OutboxRelayRoute(OrdersProperties properties, ConfirmedPublishing confirmed, OutboxWait wait) {
        this.relay = properties.relay();
        this.names = properties.messaging();
        this.confirmed = confirmed;
        this.wait = wait;
    }

    @Override
    @SuppressWarnings("unchecked") // Camel hands over the rows of a query as a raw List or Map
    public void configure() {
        from(scheduler(ID).delay(relay.idle().toMillis()).greedy(true).includeMetadata(false))
                .routeId(ID)
                .routeDescription("Empties the outbox: claims events, has them published, forgets what the broker has confirmed")
                .routeConfigurationId(OrdersErrorPolicy.WAIT_AND_RETRY)
                // nobody else sees what is claimed until the lease ends
                .setBody(constant(Map.of("batch", relay.batch(), "lease", relay.lease().toSeconds())))
                .to(sql("classpath:orders/sql/claim-unpublished-events.sql"))
                .setProperty(Exchange.SCHEDULER_POLLED_MESSAGES, simple("${body.size} == " + relay.batch(), Boolean.class))
                .filter(simple("${body.size} > 0"))
                    .setProperty("events", body())
                    .to("direct:" + PUBLISHING_ID)
                    .setBody().exchange(published -> ConfirmedPublishing.outcome(published).parameters())
                    .to(sql("classpath:orders/sql/settle-published-events.sql").noop(true))
                    .process(settled -> wait.tell(
                            settled.getProperty("events", List.class),
                            ConfirmedPublishing.outcome(settled)))
                .end();

        from("direct:" + PUBLISHING_ID)
                .routeId(PUBLISHING_ID)
                .routeDescription("Publishes the events of one batch; the broker confirms them together")
                .routeConfigurationId(OrdersErrorPolicy.LEAVE_TO_CALLER)
                // all are sent before the first confirm is waited for
                .policy(confirmed)
                    .split(body()).stopOnException()
                        .setBody().body(Map.class, OrderPlaced::ofRow)
                        .setProperty(TraceParent.PROPERTY).body(OrderPlaced.class, OrderPlaced::traceparent)
                        .setProperty(Subject.PROPERTY).body(OrderPlaced.class, OrderPlaced::order)
                        .setHeader(MESSAGE_ID).body(OrderPlaced.class, event -> event.id().toString())
                        .setHeader(CONTENT_TYPE, constant("application/cloudevents+json"))
                        .setHeader(DELIVERY_MODE, constant(MessageDeliveryMode.PERSISTENT))
                        .marshal().json()
                        .to(springRabbitmq(names.exchange()).routingKey(names.orderPlacedKey()))
                    .end()
                .end();
    }
}
