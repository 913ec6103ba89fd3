package caravana.orders.outbox;

import static org.apache.camel.component.sql.SqlOutputType.SelectOne;

import caravana.orders.OrdersErrorPolicy;
import caravana.orders.OrdersProperties;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.stereotype.Component;

/** Looks at the outbox from outside: a relay that stands still could not tell that it does. */
@Component
class OutboxWatchRoute extends EndpointRouteBuilder {

    static final String ID = "outbox-watch";

    private final OrdersProperties properties;
    private final OutboxDepth depth;

    OutboxWatchRoute(OrdersProperties properties, OutboxDepth depth) {
        this.properties = properties;
        this.depth = depth;
    }

    @Override
    public void configure() {
        from(scheduler(ID).delay(properties.watch().toMillis()).includeMetadata(false))
                .routeId(ID)
                .routeDescription("Measures how much waits in the outbox, and for how long")
                .routeConfigurationId(OrdersErrorPolicy.WAIT_AND_RETRY)
                .to(sql("classpath:orders/sql/measure-outbox.sql").outputType(SelectOne))
                .bean(depth, "measured");
    }
}
