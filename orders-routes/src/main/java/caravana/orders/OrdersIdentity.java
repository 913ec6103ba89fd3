package caravana.orders;

import caravana.starter.web.GatewayConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures the identity of callers: the gateway's consumer is the merchant. */
@Configuration(proxyBeanMethods = false)
class OrdersIdentity {

    @Bean
    GatewayConsumer merchant(OrdersProperties properties) {
        return new GatewayConsumer(OrderAttributes.MERCHANT, properties.defaultMerchant());
    }
}
