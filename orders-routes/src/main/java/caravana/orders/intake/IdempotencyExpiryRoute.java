package caravana.orders.intake;

import caravana.starter.messaging.ErrorPolicies;
import caravana.orders.OrdersProperties;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.apache.camel.component.sql.SqlConstants;
import org.springframework.stereotype.Component;

/** Keys of clients are forgotten when their time is over: an expired one is free at once, this takes its row away. */
@Component
class IdempotencyExpiryRoute extends EndpointRouteBuilder {

    static final String ID = "idempotency-expiry";

    private final OrdersProperties.Idempotency idempotency;

    IdempotencyExpiryRoute(OrdersProperties properties) {
        this.idempotency = properties.idempotency();
    }

    @Override
    public void configure() {
        from(scheduler(ID).delay(idempotency.purgeInterval().toMillis()).greedy(true).includeMetadata(false))
                .routeId(ID)
                .routeDescription("Forgets the Idempotency-Keys that have expired")
                .routeConfigurationId(ErrorPolicies.WAIT_AND_RETRY)
                .setBody(constant(Map.of("batch", idempotency.batchSize())))
                .to(sql("classpath:orders/sql/delete-expired-keys.sql").noop(true))
                // a full batch: there are more, so look again at once
                .setProperty(Exchange.SCHEDULER_POLLED_MESSAGES).message(batch ->
                        batch.getHeader(SqlConstants.SQL_UPDATE_COUNT).equals(idempotency.batchSize()));
    }
}
