package caravana.orders.intake;

import static org.apache.camel.component.sql.SqlOutputType.SelectOne;

import caravana.orders.OrdersProperties;
import caravana.starter.messaging.ErrorPolicies;
import caravana.starter.telemetry.SpanAttributes;
import caravana.starter.telemetry.TraceParent;
import caravana.starter.web.GatewayConsumer;
import caravana.starter.web.HttpRequests;
import caravana.starter.web.WebErrorPolicy;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
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

    private static final String REQUEST = "request";

    private final GatewayConsumer merchant;
    private final OrderReader reader;
    private final OrderFactory factory;
    private final TransactionPolicy transaction;
    private final IntakeMetrics accepted;
    private final OrdersProperties.Idempotency idempotency;

    OrderIntakeRoute(
            GatewayConsumer merchant,
            OrderReader reader,
            OrderFactory factory,
            TransactionPolicy transaction,
            IntakeMetrics accepted,
            OrdersProperties properties) {
        this.merchant = merchant;
        this.reader = reader;
        this.factory = factory;
        this.transaction = transaction;
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
                .routeConfigurationId(WebErrorPolicy.ANSWER_WITH_PROBLEM)
                .process(merchant)
                .setProperty(REQUEST).exchange(this::read)
                .choice()
                    .when(asked -> request(asked).isOnce())
                        .to("direct:" + ONCE_ID)
                    .otherwise()
                        .process(placed -> SpanAttributes.set(placed, request(placed).attributes()))
                        // order and outbox row: both or neither
                        .setBody(placed -> request(placed).row())
                        .to(sql("classpath:orders/sql/place-order.sql").noop(true))
                        .setBody(stored -> request(stored).answer())
                .end()
                // only now it is safe to say yes
                .process(stored -> accepted.count(request(stored), stored.getMessage().getBody(OrderResponse.class)))
                .removeHeaders("*")
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(201))
                .setHeader(Exchange.CONTENT_TYPE, constant("application/json"))
                .setHeader("Location").body(OrderResponse.class, answer -> "/orders/" + answer.orderId())
                .setBody().body(OrderResponse.class, OrderResponse::json);

        from("direct:" + ONCE_ID)
                .routeId(ONCE_ID)
                .routeDescription("Stores an order under its client's key, or recalls the answer of a known key")
                .routeConfigurationId(ErrorPolicies.LEAVE_TO_CALLER)
                .setBody(asked -> request(asked).row(idempotency.lifetime()))
                .policy(transaction)
                    .to(sql("classpath:orders/sql/lock-idempotency-key.sql")
                            .outputType(SelectOne).outputHeader("locked"))
                    .choice()
                        .when(header("locked").isEqualTo(true))
                            // what is answered is what is stored, now or before
                            .to(sql("classpath:orders/sql/place-order-once.sql").noop(true))
                            .to(sql("classpath:orders/sql/find-response.sql").outputType(SelectOne))
                        .otherwise()
                            .setBody(constant((Object) null))
                    .end()
                .end()
                .setBody(recalled -> request(recalled).recalled(recalled.getMessage().getBody(Map.class)))
                .process(recalled -> SpanAttributes.set(recalled,
                        request(recalled).attributes(recalled.getMessage().getBody(OrderResponse.class))));
    }

    private OrderRequest read(Exchange asked) {
        Optional<IdempotencyKey> key =
                HttpRequests.header(asked, IdempotencyKey.HEADER).map(IdempotencyKey::parse);
        PlaceOrder wanted = reader.read(asked.getMessage().getBody(InputStream.class));
        return new OrderRequest(key, factory.place(
                wanted, asked.getProperty(GatewayConsumer.PROPERTY, String.class), TraceParent.of(asked)));
    }

    private static OrderRequest request(Exchange exchange) {
        return exchange.getProperty(REQUEST, OrderRequest.class);
    }
}
