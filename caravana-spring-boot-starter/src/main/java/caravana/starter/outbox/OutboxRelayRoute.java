package caravana.starter.outbox;

import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.CONTENT_TYPE;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.DELIVERY_MODE;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.MESSAGE_ID;

import caravana.starter.messaging.ErrorPolicies;
import caravana.starter.messaging.PublisherConfirms;
import caravana.starter.telemetry.SpanAttributes;
import caravana.starter.telemetry.TraceParent;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;

/**
 * Transactional outbox: events that were stored with what they announce are claimed in batches, published, and
 * forgotten only after the broker has confirmed them. A crash in between sends an event again, and never loses one.
 * Instances do not get in each other's way: rows that one has claimed are skipped by the others.
 */
final class OutboxRelayRoute extends EndpointRouteBuilder {

    static final String ID = "outbox-relay";
    static final String PUBLISHING_ID = "outbox-publishing";

    private final Outbox outbox;
    private final OutboxProperties properties;
    private final PublisherConfirms confirms;
    private final OutboxSpans spans;

    OutboxRelayRoute(Outbox outbox, OutboxProperties properties, PublisherConfirms confirms, OutboxSpans spans) {
        properties.requireLeaseLongerThan(confirms.timeout());
        this.outbox = outbox;
        this.properties = properties;
        this.confirms = confirms;
        this.spans = spans;
    }

    @Override
    @SuppressWarnings("unchecked") // Camel hands over the rows of a query as a raw List
    public void configure() {
        from(scheduler(ID).delay(properties.pollDelay().toMillis()).greedy(true).includeMetadata(false))
                .routeId(ID)
                .routeDescription("Claims events, publishes them, and deletes those that the broker has confirmed")
                .routeConfigurationId(ErrorPolicies.WAIT_AND_RETRY)
                // nobody else sees what is claimed until the lease ends
                .setBody(constant(Map.of("batch", properties.batchSize(), "lease", properties.lease().toSeconds())))
                .to(sql(outbox.statement("claim-unpublished-events")))
                .setProperty(Exchange.SCHEDULER_POLLED_MESSAGES)
                    .body(List.class, events -> events.size() == properties.batchSize())
                .filter(simple("${body.size} > 0"))
                    .setBody().body(List.class, outbox::events)
                    .setProperty("events", body())
                    .to("direct:" + PUBLISHING_ID)
                    .setBody().exchange(published -> PublisherConfirms.outcome(published).parameters())
                    .to(sql(outbox.statement("delete-published-events")).noop(true))
                    .process(settled -> spans.record(
                            settled.getProperty("events", List.class), PublisherConfirms.outcome(settled)))
                .end();

        from("direct:" + PUBLISHING_ID)
                .routeId(PUBLISHING_ID)
                .routeDescription("Publishes the events of one batch; the broker confirms them together")
                .routeConfigurationId(ErrorPolicies.LEAVE_TO_CALLER)
                // all are sent before the first confirm is waited for
                .policy(confirms)
                    .split(body()).stopOnException()
                        .setProperty(TraceParent.PROPERTY).body(OutboxEvent.class, OutboxEvent::traceparent)
                        .setProperty(SpanAttributes.PROPERTY).body(OutboxEvent.class, OutboxEvent::attributes)
                        .setHeader(MESSAGE_ID).body(OutboxEvent.class, event -> event.id().toString())
                        .setHeader(CONTENT_TYPE, constant("application/cloudevents+json"))
                        .setHeader(DELIVERY_MODE, constant(MessageDeliveryMode.PERSISTENT))
                        .setBody().body(OutboxEvent.class, OutboxEvent::cloudEvent)
                        .marshal().json()
                        .to(springRabbitmq(outbox.exchange()).routingKey(outbox.routingKey()))
                    .end()
                .end();
    }
}
