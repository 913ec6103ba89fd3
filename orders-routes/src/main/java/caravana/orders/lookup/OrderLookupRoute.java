package caravana.orders.lookup;

import caravana.orders.HttpCall;
import caravana.orders.Merchant;
import caravana.orders.OrdersErrorPolicy;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.stereotype.Component;

/** {@code GET /orders/{id}} and {@code GET /orders}: a merchant reads its own orders, and nobody else's. */
@Component
class OrderLookupRoute extends EndpointRouteBuilder {

    static final String ONE_ID = "order-lookup";
    static final String LIST_ID = "order-list";

    private final Merchant merchant;

    OrderLookupRoute(Merchant merchant) {
        this.merchant = merchant;
    }

    @Override
    @SuppressWarnings("unchecked") // Camel hands over the rows of a query as a raw List or Map
    public void configure() {
        rest("/orders")
                .get().produces("application/json").to("direct:order-list")
                .get("/{id}").produces("application/json").to("direct:order-lookup");

        from("direct:order-lookup")
                .routeId(ONE_ID)
                .routeDescription("Answers one order of the merchant that asks")
                .routeConfigurationId(OrdersErrorPolicy.ANSWER_WITH_PROBLEM)
                .process(merchant)
                .setBody(asked -> Map.of(
                        "merchant", asked.getProperty(Merchant.PROPERTY),
                        "id", OrderQuery.id(asked.getMessage().getHeader("id", String.class))))
                .to(sql("classpath:orders/sql/find-order.sql"))
                .setBody(found -> OrderQuery.only(found.getMessage().getBody(List.class)))
                .removeHeaders("*")
                .marshal().json();

        from("direct:order-list")
                .routeId(LIST_ID)
                .routeDescription("Answers a page of the orders of the merchant that asks, newest first")
                .routeConfigurationId(OrdersErrorPolicy.ANSWER_WITH_PROBLEM)
                .process(merchant)
                .setProperty("query").exchange(asked -> OrderQuery.page(
                        HttpCall.parameter(asked, "limit"), HttpCall.parameter(asked, "cursor")))
                .setBody(asked -> asked.getProperty("query", OrderQuery.class)
                        .row(asked.getProperty(Merchant.PROPERTY, String.class)))
                .to(sql("classpath:orders/sql/list-orders.sql"))
                .setBody(found -> found.getProperty("query", OrderQuery.class)
                        .pageOf(found.getMessage().getBody(List.class)))
                .removeHeaders("*")
                .marshal().json();
    }
}
