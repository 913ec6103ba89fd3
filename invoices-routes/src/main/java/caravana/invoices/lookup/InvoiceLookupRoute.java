package caravana.invoices.lookup;

import caravana.invoices.HttpCall;
import caravana.invoices.InvoicesErrorPolicy;
import caravana.invoices.Merchant;
import caravana.invoices.Parameters;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.stereotype.Component;

/** {@code GET /invoices/{id}} and {@code GET /invoices}: a merchant reads its own invoices, and nobody else's. */
@Component
class InvoiceLookupRoute extends EndpointRouteBuilder {

    static final String ONE_ID = "invoice-lookup";
    static final String LIST_ID = "invoice-list";

    private final Merchant merchant;

    InvoiceLookupRoute(Merchant merchant) {
        this.merchant = merchant;
    }

    @Override
    @SuppressWarnings("unchecked") // Camel hands over the rows of a query as a raw List or Map
    public void configure() {
        rest("/invoices")
                .get().produces("application/json").to("direct:invoice-list")
                .get("/{id}").produces("application/json").to("direct:invoice-lookup");

        from("direct:invoice-lookup")
                .routeId(ONE_ID)
                .routeDescription("Answers one invoice of the merchant that asks")
                .routeConfigurationId(InvoicesErrorPolicy.ANSWER_WITH_PROBLEM)
                .process(merchant)
                .setBody(asked -> Map.of(
                        "merchant", asked.getProperty(Merchant.PROPERTY),
                        "id", Parameters.uuid("id", asked.getMessage().getHeader("id", String.class))))
                .to(sql("classpath:invoices/sql/find-invoice.sql"))
                .setBody().body(List.class, InvoiceQuery::only)
                .removeHeaders("*")
                .marshal().json();

        from("direct:invoice-list")
                .routeId(LIST_ID)
                .routeDescription("Answers a page of the invoices of the merchant that asks, or the invoice of an order")
                .routeConfigurationId(InvoicesErrorPolicy.ANSWER_WITH_PROBLEM)
                .process(merchant)
                .setProperty("query").exchange(asked -> InvoiceQuery.of(
                        HttpCall.parameter(asked, "orderId"),
                        HttpCall.parameter(asked, "limit"),
                        HttpCall.parameter(asked, "cursor")))
                .setBody(asked -> asked.getProperty("query", InvoiceQuery.class)
                        .row(asked.getProperty(Merchant.PROPERTY, String.class)))
                .choice()
                    .when(asked -> asked.getProperty("query", InvoiceQuery.class).orderId() != null)
                        .to(sql("classpath:invoices/sql/find-invoice-of-order.sql"))
                    .otherwise()
                        .to(sql("classpath:invoices/sql/list-invoices.sql"))
                .end()
                .setBody(found -> found.getProperty("query", InvoiceQuery.class)
                        .pageOf(found.getMessage().getBody(List.class)))
                .removeHeaders("*")
                .marshal().json();
    }
}
