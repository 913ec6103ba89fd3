package caravana.orders.intake;

import static org.apache.camel.component.sql.SqlOutputType.SelectOne;

import caravana.orders.HttpCall;
import caravana.orders.InOneTransaction;
import caravana.orders.Merchant;
import caravana.orders.OrdersErrorPolicy;
import caravana.orders.OrdersProperties;
import caravana.orders.Subject;
import caravana.orders.TraceParent;
import java.io.InputStream;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.stereotype.Component;

/**
 * {@code POST /orders}: a request is read against the contract, becomes an order, and is stored together with its
 * outbox row by one statement. A client that gets 201 has an order that will be invoiced, whatever fails from here on.
 * Under an {@code Idempotency-Key} it is stored once, however often it is sent, and answered the same bytes each time.
 */
@Component
class OrderIntakeRoute extends EndpointRouteBuilder {

    static final String ID = "order-intake";
    static final String ONCE_ID = "order-intake-once";

    private final Merchant merchant;
    private final OrderReader reader;
    private final OrderDesk desk;
    private final InOneTransaction inOneTransaction;
    private final AcceptedOrders accepted;
    private final OrdersProperties.Idempotency idempotency;

    OrderIntakeRoute(
            Merchant merchant,
            OrderReader reader,
            OrderDesk desk,
            InOneTransaction inOneTransaction,
            AcceptedOrders accepted,
            OrdersProperties properties) {
        this.merchant = merchant;
        this.reader = reader;
        this.desk = desk;
        this.inOneTransaction = inOneTransaction;
        this.accepted = accepted;
        this.idempotency = properties.idempotency();
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
                .process(merchant)
                .setProperty(IdempotencyKey.PROPERTY).exchange(asked ->
                        HttpCall.header(asked, IdempotencyKey.HEADER).map(IdempotencyKey::parse).orElse(null))
                .setBody().body(InputStream.class, reader::read)
                .setBody(accepted -> desk.place(
                        accepted.getMessage().getBody(PlaceOrder.class),
                        accepted.getProperty(Merchant.PROPERTY, String.class),
                        TraceParent.of(accepted)))
                .setProperty("order", body())
                .choice()
                    .when(exchangeProperty(IdempotencyKey.PROPERTY).isNull())
                        .process(placed -> Subject.enter(placed, placed.getMessage().getBody(PlacedOrder.class).subject()))
                        // order and outbox row: both or neither
                        .setBody().body(PlacedOrder.class, PlacedOrder::row)
                        .to(sql("classpath:orders/sql/place-order.sql").noop(true))
                        .setBody(stored -> stored.getProperty("order", PlacedOrder.class).answer())
                    .otherwise()
                        .to("direct:" + ONCE_ID)
                        .setBody(recalled -> OrderAnswer.recalled(
                                recalled.getMessage().getBody(Map.class),
                                recalled.getProperty("order", PlacedOrder.class)))
                        // not the order that was just drafted: it may have been placed before
                        .process(recalled -> Subject.enter(recalled, Subject.order(
                                recalled.getMessage().getBody(OrderAnswer.class).orderId(),
                                recalled.getProperty(Merchant.PROPERTY, String.class),
                                null)))
                .end()
                // only now it is safe to say yes
                .process(stored -> accepted.count(
                        stored.getProperty("order", PlacedOrder.class), stored.getMessage().getBody(OrderAnswer.class)))
                .removeHeaders("*")
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(201))
                .setHeader(Exchange.CONTENT_TYPE, constant("application/json"))
                .setHeader("Location").body(OrderAnswer.class, answer -> "/orders/" + answer.orderId())
                .setBody().body(OrderAnswer.class, OrderAnswer::json);

        from("direct:" + ONCE_ID)
                .routeId(ONCE_ID)
                .routeDescription("Stores an order under its client's key, unless the key is known, and recalls its answer")
                .routeConfigurationId(OrdersErrorPolicy.LEAVE_TO_CALLER)
                .setBody(asked -> asked.getProperty("order", PlacedOrder.class)
                        .row(asked.getProperty(IdempotencyKey.PROPERTY, IdempotencyKey.class), idempotency.lifetime()))
                .policy(inOneTransaction)
                    .to(sql("classpath:orders/sql/lock-idempotency-key.sql").outputType(SelectOne).outputHeader("locked"))
                    .choice()
                        .when(header("locked").isEqualTo(true))
                            // what is answered is what is stored, now or before
                            .to(sql("classpath:orders/sql/place-order-once.sql").noop(true))
                            .to(sql("classpath:orders/sql/recall-answer.sql").outputType(SelectOne))
                        .otherwise()
                            .setBody(constant((Object) null))
                    .end()
                .end();
    }
}
