package caravana.invoices.announcing;

import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.CONTENT_TYPE;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.DELIVERY_MODE;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.MESSAGE_ID;

import caravana.invoices.ConfirmedPublishing;
import caravana.invoices.InvoicesErrorPolicy;
import caravana.invoices.InvoicesProperties.Messaging;
import caravana.invoices.InvoicesProperties.Relay;
import caravana.invoices.InvoicesProperties;
import caravana.invoices.Subject;
import caravana.invoices.TraceParent;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.stereotype.Component;

/**
 * Transactional outbox: invoices whose number was stored are claimed in batches, announced, and forgotten there only
 * after the broker has confirmed them. A crash in between announces an invoice again, and never forgets one. Instances do not
 * get in each other's way: rows that one has claimed are skipped by the others.
 */
@Component
class InvoiceAnnouncingRoute extends EndpointRouteBuilder {

    static final String ID = "invoice-announcing";
    static final String PUBLISHING_ID = "invoice-publishing";

    private final Relay relay;
    private final Messaging names;
    private final ConfirmedPublishing confirmed;
    private final AnnouncementWait wait;

    InvoiceAnnouncingRoute(InvoicesProperties properties, ConfirmedPublishing confirmed, AnnouncementWait wait) {
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
                .routeDescription("Announces issued invoices: claims them, has them published, forgets what the broker has confirmed")
                .routeConfigurationId(InvoicesErrorPolicy.WAIT_AND_RETRY)
                // nobody else sees what is claimed until the lease ends
                .setBody(constant(Map.of("batch", relay.batch(), "lease", relay.lease().toSeconds())))
                .to(sql("classpath:invoices/sql/claim-unannounced-invoices.sql"))
                .setProperty(Exchange.SCHEDULER_POLLED_MESSAGES, simple("${body.size} == " + relay.batch(), Boolean.class))
                .filter(simple("${body.size} > 0"))
                    .setProperty("announcements", body())
                    .to("direct:" + PUBLISHING_ID)
                    .setBody().exchange(published -> ConfirmedPublishing.outcome(published).parameters())
                    .to(sql("classpath:invoices/sql/settle-announced-invoices.sql").noop(true))
                    .process(settled -> wait.tell(
                            settled.getProperty("announcements", List.class),
                            ConfirmedPublishing.outcome(settled)))
                .end();

        from("direct:" + PUBLISHING_ID)
                .routeId(PUBLISHING_ID)
                .routeDescription("Publishes the announcements of one batch; the broker confirms them together")
                .routeConfigurationId(InvoicesErrorPolicy.LEAVE_TO_CALLER)
                // all are sent before the first confirm is waited for
                .policy(confirmed)
                    .split(body()).stopOnException()
                        .setBody().body(Map.class, InvoiceIssued::ofRow)
                        .setProperty(TraceParent.PROPERTY).body(InvoiceIssued.class, InvoiceIssued::traceparent)
                        .setProperty(Subject.PROPERTY).body(InvoiceIssued.class, InvoiceIssued::order)
                        .setHeader(MESSAGE_ID).body(InvoiceIssued.class, event -> event.id().toString())
                        .setHeader(CONTENT_TYPE, constant("application/cloudevents+json"))
                        .setHeader(DELIVERY_MODE, constant(MessageDeliveryMode.PERSISTENT))
                        .marshal().json()
                        .to(springRabbitmq(names.exchange()).routingKey(names.invoiceIssuedKey()))
                    .end()
                .end();
    }
}
