package caravana.invoices.lookup;

import static org.apache.camel.component.sql.SqlOutputType.SelectOne;

import caravana.starter.web.HttpRequests;
import caravana.starter.web.WebErrorPolicy;
import caravana.starter.web.GatewayConsumer;
import caravana.starter.web.ProblemException;
import caravana.starter.web.QueryParameters;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.stereotype.Component;

/** {@code GET /invoices/{id}} and {@code GET /invoices}: returns invoices of the authenticated merchant only. */
@Component
class InvoiceLookupRoute extends EndpointRouteBuilder {

    static final String ONE_ID = "invoice-lookup";
    static final String LIST_ID = "invoice-list";

    private static final String ROW = IssuedInvoice.class.getName();

    private final GatewayConsumer merchant;

    InvoiceLookupRoute(GatewayConsumer merchant) {
        this.merchant = merchant;
    }

    @Override
    @SuppressWarnings("unchecked") // Camel returns the rows of a query as a raw List
    public void configure() {
        rest("/invoices")
                .get().produces("application/json").to("direct:invoice-list")
                .get("/{id}").produces("application/json").to("direct:invoice-lookup");

        from("direct:invoice-lookup")
                .routeId(ONE_ID)
                .routeDescription("Returns one invoice of the authenticated merchant")
                .routeConfigurationId(WebErrorPolicy.ANSWER_WITH_PROBLEM)
                .process(merchant)
                .setBody(request -> Map.of(
                        "merchant", request.getProperty(GatewayConsumer.PROPERTY),
                        "id", QueryParameters.uuid("id", request.getMessage().getHeader("id", String.class))))
                .to(sql("classpath:invoices/sql/find-invoice.sql").outputType(SelectOne).outputClass(ROW))
                .setBody().body(IssuedInvoice.class, invoice ->
                        ProblemException.found(invoice, "There is no such invoice."))
                .removeHeaders("*")
                .marshal().json();

        from("direct:invoice-list")
                .routeId(LIST_ID)
                .routeDescription("Returns a page of the authenticated merchant's invoices, or the invoice of an order")
                .routeConfigurationId(WebErrorPolicy.ANSWER_WITH_PROBLEM)
                .process(merchant)
                .setProperty("query").exchange(request -> InvoiceQuery.of(
                        HttpRequests.parameter(request, "orderId"),
                        HttpRequests.parameter(request, "limit"),
                        HttpRequests.parameter(request, "cursor")))
                .setBody(request -> request.getProperty("query", InvoiceQuery.class)
                        .row(request.getProperty(GatewayConsumer.PROPERTY, String.class)))
                .choice()
                    .when(request -> request.getProperty("query", InvoiceQuery.class).orderId() != null)
                        .to(sql("classpath:invoices/sql/find-invoice-of-order.sql").outputClass(ROW))
                    .otherwise()
                        .to(sql("classpath:invoices/sql/list-invoices.sql").outputClass(ROW))
                .end()
                .setBody(found -> found.getProperty("query", InvoiceQuery.class)
                        .pageOf(found.getMessage().getBody(List.class)))
                .removeHeaders("*")
                .marshal().json();
    }
}
