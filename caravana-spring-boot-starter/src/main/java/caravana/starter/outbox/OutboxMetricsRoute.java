package caravana.starter.outbox;

import static org.apache.camel.component.sql.SqlOutputType.SelectOne;

import caravana.starter.messaging.ErrorPolicies;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;

/** Measures the outbox from outside: a relay that stands still could not say that it does. */
final class OutboxMetricsRoute extends EndpointRouteBuilder {

    static final String ID = "outbox-metrics";

    private final Outbox outbox;
    private final OutboxProperties properties;
    private final OutboxMetrics metrics;

    OutboxMetricsRoute(Outbox outbox, OutboxProperties properties, OutboxMetrics metrics) {
        this.outbox = outbox;
        this.properties = properties;
        this.metrics = metrics;
    }

    @Override
    public void configure() {
        from(scheduler(ID).delay(properties.metricsInterval().toMillis()).includeMetadata(false))
                .routeId(ID)
                .routeDescription("Measures how much waits in the outbox, and for how long")
                .routeConfigurationId(ErrorPolicies.WAIT_AND_RETRY)
                .to(sql(outbox.statement("measure-outbox")).outputType(SelectOne))
                .bean(metrics, "measured");
    }
}
