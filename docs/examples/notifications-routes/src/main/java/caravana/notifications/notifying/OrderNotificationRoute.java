package caravana.notifications.notifying;

import caravana.notifications.NotificationsErrorPolicy;
import caravana.notifications.NotificationsProperties;
import caravana.starter.telemetry.SpanAttributes;
import caravana.starter.telemetry.TraceParent;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.stereotype.Component;

/**
 * {@code order.placed.v1} may be delivered more than once. The order id is the key of the row, so a second delivery
 * stores nothing. A message is acknowledged after its row is committed.
 */
@Component
class OrderNotificationRoute extends EndpointRouteBuilder {

    static final String ID = "order-notification";

    private final NotificationsProperties names;
    private final OrderPlacedReader reader;

    OrderNotificationRoute(NotificationsProperties names, OrderPlacedReader reader) {
        this.names = names;
        this.reader = reader;
    }

    @Override
    public void configure() {
        from(springRabbitmq(names.exchange())
                        .queues(names.orderPlacedQueue())
                        .advanced()
                        .prefetchCount(names.prefetch()))
                .routeId(ID)
                .routeDescription("Stores exactly one notification for each placed order")
                .routeConfigurationId(NotificationsErrorPolicy.DEAD_LETTER)
                .setBody().body(byte[].class, reader::read)
                .process(read -> SpanAttributes.set(read, read.getMessage().getBody(OrderPlaced.class).attributes()))
                .setBody(read -> Notification.of(
                        read.getMessage().getBody(OrderPlaced.class),
                        TraceParent.traceId(TraceParent.of(read))).row())
                .to(sql("classpath:notifications/sql/store-notification.sql"));
    }
}
