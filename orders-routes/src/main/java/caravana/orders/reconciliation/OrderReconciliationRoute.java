package caravana.orders.reconciliation;

import static org.apache.camel.component.sql.SqlOutputType.SelectOne;

import caravana.starter.messaging.ErrorPolicies;
import caravana.orders.OrdersProperties;
import caravana.orders.OrdersProperties.Reconciliation;
import java.util.Map;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.stereotype.Component;

/**
 * Orders that are not invoiced in time are announced again, a few times at the most: a broker that was restored from
 * an old backup, or a queue that somebody purged, then costs minutes and no order. It is the same event; Invoices
 * takes a copy for what it is, and announces the invoice again if there is one. What remains is counted until a person
 * has looked.
 */
@Component
class OrderReconciliationRoute extends EndpointRouteBuilder {

    static final String ID = "order-reconciliation";

    private final Reconciliation reconciliation;
    private final ReconciliationMetrics overdue;

    OrderReconciliationRoute(OrdersProperties properties, ReconciliationMetrics overdue) {
        this.reconciliation = properties.reconciliation();
        this.overdue = overdue;
    }

    @Override
    public void configure() {
        Map<String, Object> look = Map.of(
                "after", reconciliation.overdueAfter().toSeconds(),
                "retries", reconciliation.maxAttempts(),
                "batch", reconciliation.batchSize());

        from(scheduler(ID).delay(reconciliation.interval().toMillis()).includeMetadata(false))
                .routeId(ID)
                .routeDescription("Counts orders without invoice, and queues the events of overdue ones again")
                .routeConfigurationId(ErrorPolicies.WAIT_AND_RETRY)
                // counted first: the metric must not depend on what comes after it
                .setBody(constant(look))
                .to(sql("classpath:orders/sql/count-overdue-orders.sql").outputType(SelectOne))
                .bean(overdue, "count")
                .setBody(constant(look))
                .to(sql("classpath:orders/sql/requeue-overdue-orders.sql").outputType(SelectOne))
                .filter(simple("${body} > 0"))
                    .log(LoggingLevel.WARN, "${body} orders have no invoice in time: their events go out again")
                    .bean(overdue, "republished")
                .end();
    }
}
