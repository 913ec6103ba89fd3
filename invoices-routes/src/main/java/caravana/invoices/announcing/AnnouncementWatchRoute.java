package caravana.invoices.announcing;

import static org.apache.camel.component.sql.SqlOutputType.SelectOne;

import caravana.invoices.InvoicesErrorPolicy;
import caravana.invoices.InvoicesProperties;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.stereotype.Component;

/** Looks at the outbox from outside: a relay that stands still could not tell that it does. */
@Component
class AnnouncementWatchRoute extends EndpointRouteBuilder {

    static final String ID = "announcement-watch";

    private final InvoicesProperties properties;
    private final OutboxDepth depth;

    AnnouncementWatchRoute(InvoicesProperties properties, OutboxDepth depth) {
        this.properties = properties;
        this.depth = depth;
    }

    @Override
    public void configure() {
        from(scheduler(ID).delay(properties.watch().toMillis()).includeMetadata(false))
                .routeId(ID)
                .routeDescription("Measures how much waits in the outbox, and for how long")
                .routeConfigurationId(InvoicesErrorPolicy.WAIT_AND_RETRY)
                .to(sql("classpath:invoices/sql/measure-outbox.sql").outputType(SelectOne))
                .bean(depth, "measured");
    }
}
