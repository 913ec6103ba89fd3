package caravana.orders.completion;

import static org.apache.camel.component.sql.SqlOutputType.SelectOne;

import caravana.orders.OrdersErrorPolicy;
import caravana.orders.OrdersProperties;
import caravana.starter.messaging.InvalidMessageException;
import caravana.starter.telemetry.SpanAttributes;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.stereotype.Component;

/**
 * {@code invoice.issued.v1} comes back from Invoices: the order becomes {@code invoiced} and shows its invoice. The
 * same event may come twice; the order is then written the same values again.
 */
@Component
class OrderCompletionRoute extends EndpointRouteBuilder {

    static final String ID = "order-completion";

    private final OrdersProperties.Messaging names;
    private final InvoiceIssuedReader reader;
    private final CompletionMetrics invoiced;

    OrderCompletionRoute(OrdersProperties properties, InvoiceIssuedReader reader, CompletionMetrics invoiced) {
        this.names = properties.messaging();
        this.reader = reader;
        this.invoiced = invoiced;
    }

    @Override
    public void configure() {
        from(springRabbitmq(names.exchange())
                        .queues(names.invoiceIssuedQueue())
                        .advanced()
                        .prefetchCount(names.prefetch())
                        .concurrentConsumers(names.consumers()))
                .routeId(ID)
                .routeDescription("Marks an order as invoiced when Invoices has issued its invoice")
                .routeConfigurationId(OrdersErrorPolicy.DEAD_LETTER)
                .setBody().body(byte[].class, reader::read)
                .process(read -> SpanAttributes.set(read, read.getMessage().getBody(InvoiceIssued.class).attributes()))
                .setBody().body(InvoiceIssued.class, InvoiceIssued::row)
                .to(sql("classpath:orders/sql/complete-order.sql").outputType(SelectOne))
                // no such order of this merchant, or it has another invoice already
                .filter(body().isNull())
                    .throwException(InvalidMessageException.class, "no order of this merchant waits for this invoice")
                .end()
                .bean(invoiced, "count");
    }
}
