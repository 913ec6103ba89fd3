package caravana.invoices.announcing;

import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.CONTENT_TYPE;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.DELIVERY_MODE;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.MESSAGE_ID;

import caravana.invoices.ConfirmedPublishing;
import caravana.invoices.ConfirmedPublishing.Outcome;
import caravana.invoices.InvoicesErrorPolicy;
import caravana.invoices.InvoicesProperties;
import caravana.invoices.TraceParent;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.stereotype.Component;

/**
 * Transactional outbox: invoices whose number was stored are claimed in batches, announced, and forgotten there only
 * after the broker has confirmed them. A crash in between announces an invoice again, and never forgets one. Instances do not
 * get in each other's way: rows that one has claimed are skipped by the others.
 */
@Component
class InvoiceAnnouncingRoute extends EndpointRouteBuilder {

    static final String ID = "invoice-announcing";
    static final String BATCH_ID = "invoice-announcing-batch";

    private final InvoicesProperties properties;
    private final ConfirmedPublishing confirmed;

    InvoiceAnnouncingRoute(InvoicesProperties properties, ConfirmedPublishing confirmed) {
        this.properties = properties;
        this.confirmed = confirmed;
    }

    @Override
    public void configure() {
        int batch = properties.relay().batch();

        from(scheduler(ID).delay(properties.relay().idle().toMillis()).greedy(true).includeMetadata(false))
                .routeId(ID)
                .routeDescription("Announces issued invoices again and again; waits and goes on where database or broker is away")
                .routeConfigurationId(InvoicesErrorPolicy.WAIT_AND_RETRY)
                .to(direct(BATCH_ID))
                // a full batch: there is more, so look again at once
                .setProperty(Exchange.SCHEDULER_POLLED_MESSAGES, simple("${exchangeProperty.claimed} == " + batch, Boolean.class));

        from(direct(BATCH_ID))
                .routeId(BATCH_ID)
                .routeDescription("Announces one batch of invoices and forgets those that the broker has confirmed")
                .routeConfigurationId(InvoicesErrorPolicy.ROLL_BACK)
                .transacted()
                .setBody(constant(Map.of("batch", batch)))
                .to(sql("classpath:invoices/sql/claim-unannounced-invoices.sql"))
                .setProperty("claimed", simple("${body.size}", Integer.class))
                .filter(exchangeProperty("claimed").isGreaterThan(0))
                    // all are sent before the first confirm is waited for
                    .policy(confirmed)
                        .split(body()).stopOnException()
                            .setBody(row -> InvoiceIssued.ofRow(row.getMessage().getBody(Map.class)))
                            .setProperty(TraceParent.PROPERTY).body(InvoiceIssued.class, InvoiceIssued::traceparent)
                            .setHeader(MESSAGE_ID).body(InvoiceIssued.class, event -> event.id().toString())
                            .setHeader(CONTENT_TYPE, constant("application/cloudevents+json"))
                            .setHeader(DELIVERY_MODE, constant("PERSISTENT"))
                            .marshal().json()
                            .to(springRabbitmq(properties.messaging().exchange())
                                    .routingKey(properties.messaging().invoiceIssuedKey()))
                        .end()
                    .end()
                    .setBody(published -> published.getProperty(ConfirmedPublishing.OUTCOME, Outcome.class).parameters())
                    .to(sql("classpath:invoices/sql/settle-announced-invoices.sql").noop(true))
                .end();
    }
}
