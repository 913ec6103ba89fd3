package caravana.invoices.issuing;

import caravana.starter.messaging.ErrorPolicies;
import caravana.invoices.InvoicesProperties.Numbering;
import caravana.invoices.InvoicesProperties;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.apache.camel.component.sql.SqlConstants;
import org.springframework.stereotype.Component;

/**
 * Numbers invoices in batches, without gaps per merchant and year, and puts their announcement into the outbox. One
 * statement does all of it, so a crash leaves either a whole batch behind or nothing; batches that share a merchant
 * wait for each other, the issuing of invoices never does.
 */
@Component
class InvoiceNumberingRoute extends EndpointRouteBuilder {

    static final String ID = "invoice-numbering";

    private final Numbering numbering;
    private final IssuingMetrics issued;

    InvoiceNumberingRoute(InvoicesProperties properties, IssuingMetrics issued) {
        this.numbering = properties.numbering();
        this.issued = issued;
    }

    @Override
    public void configure() {
        from(scheduler(ID).delay(numbering.pollDelay().toMillis()).greedy(true).includeMetadata(false))
                .routeId(ID)
                .routeDescription("Gives invoices their numbers, consecutive per merchant and year")
                .routeConfigurationId(ErrorPolicies.WAIT_AND_RETRY)
                .setBody(constant(Map.of("batch", numbering.batchSize())))
                .to(sql("classpath:invoices/sql/number-invoices.sql").noop(true))
                .process(numbered -> issued.numbered(
                        numbered.getMessage().getHeader(SqlConstants.SQL_UPDATE_COUNT, Integer.class)))
                // a full batch: there is more, so look again at once
                .setProperty(Exchange.SCHEDULER_POLLED_MESSAGES).message(batch ->
                        batch.getHeader(SqlConstants.SQL_UPDATE_COUNT).equals(numbering.batchSize()));
    }
}
