package caravana.orders.completion;

import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.EXPIRATION;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.MESSAGE_ID;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.USER_ID;
import static org.apache.camel.component.sql.SqlOutputType.SelectOne;

import caravana.orders.ConfirmedPublishing;
import caravana.orders.Failures;
import caravana.orders.HopelessMessage;
import caravana.orders.OrdersErrorPolicy;
import caravana.orders.OrdersProperties;
import caravana.orders.Subject;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.amqp.AmqpException;
import org.springframework.stereotype.Component;

/**
 * {@code invoice.issued.v1} comes back from Invoices: the order becomes {@code invoiced} and shows its invoice. The
 * same event may come twice; the order is then written the same values again.
 */
@Component
class OrderCompletionRoute extends EndpointRouteBuilder {

    static final String ID = "order-completion";
    static final String PARKING_ID = "order-completion-parking";

    private final OrdersProperties.Messaging names;
    private final ConfirmedPublishing confirmed;
    private final InvoiceIssuedReader reader;
    private final InvoicedOrders invoiced;

    OrderCompletionRoute(
            OrdersProperties properties,
            ConfirmedPublishing confirmed,
            InvoiceIssuedReader reader,
            InvoicedOrders invoiced) {
        this.confirmed = confirmed;
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
                .routeConfigurationId(OrdersErrorPolicy.PARK_HOPELESS)
                .setProperty("received", body())
                .setBody().body(byte[].class, reader::read)
                .process(read -> Subject.enter(read, read.getMessage().getBody(InvoiceIssued.class).subject()))
                .setBody().body(InvoiceIssued.class, InvoiceIssued::row)
                .to(sql("classpath:orders/sql/complete-order.sql").outputType(SelectOne))
                // no such order of this merchant, or it has another invoice already
                .filter(body().isNull())
                    .throwException(HopelessMessage.class, "no order of this merchant waits for this invoice")
                .end()
                .bean(invoiced, "count");

        from("direct:park-message")
                .routeId(PARKING_ID)
                .routeDescription("Keeps a message that cannot be processed, with its reason, where an operator finds it")
                .routeConfigurationId(OrdersErrorPolicy.LEAVE_TO_CALLER)
                .setHeader("x-error").exchange(failed -> Failures.reason(OrdersErrorPolicy.caught(failed)))
                // what went wrong may cite a customer: it stays with the message
                .log(LoggingLevel.WARN, "Message ${header." + MESSAGE_ID + "} is parked in "
                        + names.invoiceIssuedDeadQueue() + "; its header x-error says why")
                // a dead letter neither expires nor speaks for its sender, which the broker would refuse
                .removeHeader(EXPIRATION)
                .removeHeader(USER_ID)
                .setBody(exchangeProperty("received"))
                .policy(confirmed)
                    .to(springRabbitmq("default").routingKey(names.invoiceIssuedDeadQueue()))
                .end()
                // not safe in the dead-letter queue: leave it where it is, the broker delivers it again
                .filter(parked -> !ConfirmedPublishing.outcome(parked).refused().isEmpty())
                    .throwException(AmqpException.class, "the dead-letter queue did not take the message")
                .end();
    }
}
