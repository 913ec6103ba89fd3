package caravana.orders.lookup;

import static org.apache.camel.component.sql.SqlOutputType.SelectOne;

import caravana.orders.Order;
import caravana.starter.web.GatewayConsumer;
import caravana.starter.web.HttpRequests;
import caravana.starter.web.ProblemException;
import caravana.starter.web.QueryParameters;
import caravana.starter.web.WebErrorPolicy;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.stereotype.Component;

/** {@code GET /orders/{id}} and {@code GET /orders}: returns orders of the authenticated merchant only. */
@Component
class OrderLookupRoute extends EndpointRouteBuilder {

    static final String ONE_ID = "order-lookup";
    static final String LIST_ID = "order-list";

    private final GatewayConsumer merchant;

    OrderLookupRoute(GatewayConsumer merchant) {
        this.merchant = merchant;
    }

    @Override
    @SuppressWarnings("unchecked") // Camel returns the rows of a query as a raw List
    public void configure() {
        rest("/orders")
                .get().produces("application/json").to("direct:order-list")
                .get("/{id}").produces("application/json").to("direct:order-lookup");

        from("direct:order-lookup")
                .routeId(ONE_ID)
                .routeDescription("Returns one order of the authenticated merchant")
                .routeConfigurationId(WebErrorPolicy.ANSWER_WITH_PROBLEM)
                .process(merchant)
                .setBody(request -> Map.of(
                        "merchant", request.getProperty(GatewayConsumer.PROPERTY),
                        "id", QueryParameters.uuid("id", request.getMessage().getHeader("id", String.class))))
                .to(sql("classpath:orders/sql/find-order.sql").outputType(SelectOne).outputClass(Order.class.getName()))
                .setBody().body(Order.class, order -> ProblemException.found(order, "There is no such order."))
                .removeHeaders("*")
                .marshal().json();

        from("direct:order-list")
                .routeId(LIST_ID)
                .routeDescription("Returns a page of the authenticated merchant's orders, newest first")
                .routeConfigurationId(WebErrorPolicy.ANSWER_WITH_PROBLEM)
                .process(merchant)
                .setProperty("query").exchange(request -> OrderQuery.page(
                        HttpRequests.parameter(request, "limit"), HttpRequests.parameter(request, "cursor")))
                .setBody(request -> request.getProperty("query", OrderQuery.class)
                        .row(request.getProperty(GatewayConsumer.PROPERTY, String.class)))
                .to(sql("classpath:orders/sql/list-orders.sql").outputClass(Order.class.getName()))
                .setBody(found -> found.getProperty("query", OrderQuery.class)
                        .pageOf(found.getMessage().getBody(List.class)))
                .removeHeaders("*")
                .marshal().json();
    }
}
