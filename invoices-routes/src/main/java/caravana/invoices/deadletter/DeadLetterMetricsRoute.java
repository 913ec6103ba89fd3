package caravana.invoices.deadletter;

import caravana.starter.messaging.ErrorPolicies;
import caravana.invoices.InvoicesProperties;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.stereotype.Component;

/** Counts the dead letters for {@link DeadLetterMetrics}. */
@Component
class DeadLetterMetricsRoute extends EndpointRouteBuilder {

    static final String ID = "dead-letter-metrics";

    private final InvoicesProperties properties;
    private final DeadLetterMetrics counts;

    DeadLetterMetricsRoute(InvoicesProperties properties, DeadLetterMetrics counts) {
        this.properties = properties;
        this.counts = counts;
    }

    @Override
    public void configure() {
        from(scheduler(ID).delay(properties.deadLetters().metricsInterval().toMillis()).includeMetadata(false))
                .routeId(ID)
                .routeDescription("Counts the dead letters of each reason and status")
                .routeConfigurationId(ErrorPolicies.WAIT_AND_RETRY)
                .to(sql("classpath:invoices/sql/count-dead-letters.sql"))
                .bean(counts, "counted");
    }
}
