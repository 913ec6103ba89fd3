package caravana.orders.reconciliation;

import static org.apache.camel.component.sql.SqlOutputType.SelectOne;

import caravana.orders.OrdersErrorPolicy;
import caravana.orders.OrdersProperties;
import caravana.orders.OrdersProperties.Reconciliation;
import java.util.Map;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.apache.camel.component.sql.SqlConstants;
import org.springframework.stereotype.Component;

/**
 * Orders that are not invoiced in time are announced again, a few times at the most: a backup of the broker that was
 * older than its messages, or a queue that somebody purged, then costs minutes and no order. It is the same event, so
 * Invoices takes a copy for what it is. Orders that remain without invoice stay in the metric until a person has looked.
 */
@Component
class OrderReconciliationRoute extends EndpointRouteBuilder {

    static final String ID = "order-reconciliation";

    private final Reconciliation reconciliation;
    private final OverdueOrders overdue;

    OrderReconciliationRoute(OrdersProperties properties, OverdueOrders overdue) {
        this.reconciliation = properties.reconciliation();
        this.overdue = overdue;
    }

    @Override
    public void configure() {
        from(scheduler(ID).delay(reconciliation.idle().toMillis()).includeMetadata(false))
                .routeId(ID)
                .routeDescription("Finds orders without invoice that should have one, counts them and queues their events again")
                .routeConfigurationId(OrdersErrorPolicy.WAIT_AND_RETRY)
                .setBody(constant(Map.of(
                        "after", reconciliation.after().toSeconds(),
                        "retries", reconciliation.retries(),
                        "batch", reconciliation.batch())))
                .to(sql("classpath:orders/sql/queue-overdue-orders.sql").noop(true))
                .filter(header(SqlConstants.SQL_UPDATE_COUNT).isGreaterThan(0))
                    .bean(overdue, "emittedAgain(${header." + SqlConstants.SQL_UPDATE_COUNT + "})")
                    .log(LoggingLevel.WARN, "${header." + SqlConstants.SQL_UPDATE_COUNT + "} orders have no invoice after "
                            + reconciliation.after() + ": their events go out again")
                .end()
                .to(sql("classpath:orders/sql/count-overdue-orders.sql").outputType(SelectOne))
                .bean(overdue, "count");
    }
}
