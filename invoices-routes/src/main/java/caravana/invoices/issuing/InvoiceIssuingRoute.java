package caravana.invoices.issuing;

import caravana.starter.telemetry.SpanAttributes;
import static org.apache.camel.component.sql.SqlOutputType.SelectOne;

import caravana.invoices.InvoicesErrorPolicy;
import caravana.invoices.InvoicesProperties;
import caravana.invoices.InvoiceAttributes;
import caravana.starter.telemetry.TraceParent;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.stereotype.Component;

/**
 * {@code order.placed.v1} comes from Orders, perhaps more than once: the order's one invoice is stored, and a message
 * is acknowledged only after that. The unique order id makes the consumer idempotent. Numbers are given out apart from
 * this, in batches, so that nobody here waits for a counter.
 */
@Component
class InvoiceIssuingRoute extends EndpointRouteBuilder {

    static final String ID = "invoice-issuing";

    private final InvoicesProperties properties;
    private final OrderPlacedReader reader;
    private final InvoiceFactory factory;
    private final IssuingMetrics issued;

    InvoiceIssuingRoute(
            InvoicesProperties properties, OrderPlacedReader reader, InvoiceFactory factory, IssuingMetrics issued) {
        this.properties = properties;
        this.reader = reader;
        this.factory = factory;
        this.issued = issued;
    }

    @Override
    public void configure() {
        from(springRabbitmq(properties.messaging().exchange())
                        .queues(properties.messaging().orderPlacedQueue())
                        .advanced()
                        .prefetchCount(properties.messaging().prefetch())
                        .concurrentConsumers(properties.messaging().consumers()))
                .routeId(ID)
                .routeDescription("Stores exactly one invoice for each placed order")
                .routeConfigurationId(InvoicesErrorPolicy.DEAD_LETTER)
                .setBody().body(byte[].class, reader::read)
                .process(read -> SpanAttributes.set(read, read.getMessage().getBody(OrderPlaced.class).attributes()))
                .setBody(order -> factory.draft(order.getMessage().getBody(OrderPlaced.class), TraceParent.of(order)))
                .setBody().body(Invoice.class, Invoice::row)
                // the second invoice of an order is none, but the first is announced again
                .to(sql("classpath:invoices/sql/issue-invoice.sql").outputType(SelectOne))
                .bean(issued, "stored");
    }
}
