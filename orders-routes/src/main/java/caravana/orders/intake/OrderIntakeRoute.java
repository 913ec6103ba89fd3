package caravana.orders.intake;

import caravana.orders.Merchant;
import caravana.orders.Order;
import caravana.orders.OrdersErrorPolicy;
import caravana.orders.TraceParent;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.stereotype.Component;

/**
 * {@code POST /orders}: a request is read against the contract, becomes an order, and is stored together with its
 * outbox row by one statement. A client that gets 201 has an order that will be invoiced, whatever fails from here on.
 */
@Component
class OrderIntakeRoute extends EndpointRouteBuilder {

    static final String ID = "order-intake";

    private final Merchant merchant;
    private final OrderReader reader;
    private final OrderDesk desk;

    OrderIntakeRoute(Merchant merchant, OrderReader reader, OrderDesk desk) {
        this.merchant = merchant;
        this.reader = reader;
        this.desk = desk;
    }

    @Override
    public void configure() {
        rest("/orders").post()
                .consumes("application/json").produces("application/json")
                .to("direct:order-intake");

        from("direct:order-intake")
                .routeId(ID)
                .routeDescription("Takes an order in over HTTP and stores it with its outbox row")
                .routeConfigurationId(OrdersErrorPolicy.ANSWER_WITH_PROBLEM)
                // who is asking, and for what
                .setProperty(Merchant.PROPERTY, merchant)
                .setBody().body(InputStream.class, reader::read)
                .setBody(accepted -> desk.place(
                        accepted.getMessage().getBody(PlaceOrder.class),
                        accepted.getProperty(Merchant.PROPERTY, String.class),
                        TraceParent.of(accepted)))
                .setProperty("order", body())
                // order and outbox row: both or neither
                .setBody().body(PlacedOrder.class, PlacedOrder::row)
                .to(sql("classpath:orders/sql/place-order.sql").noop(true))
                // only now it is safe to say yes
                .setBody(stored -> stored.getProperty("order", PlacedOrder.class).answer())
                .removeHeaders("*")
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(201))
                .setHeader("Location").body(Order.class, order -> "/orders/" + order.id())
                .marshal().json();
    }
}
