package caravana.orders.outbox;

import caravana.orders.OrdersProperties;
import caravana.starter.outbox.Outbox;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The outbox of Orders, which the starter's {@code outbox-relay} empties: every order that was placed. */
@Configuration(proxyBeanMethods = false)
class OrdersOutbox {

    @Bean
    Outbox outbox(OrdersProperties properties) {
        return new Outbox(
                "classpath:orders/sql",
                properties.messaging().exchange(),
                properties.messaging().orderPlacedKey(),
                OrderPlaced::ofRow);
    }
}
