package caravana.invoices;

import caravana.starter.web.GatewayConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who calls Invoices: the gateway's consumer is the merchant. */
@Configuration(proxyBeanMethods = false)
class InvoicesIdentity {

    @Bean
    GatewayConsumer merchant(InvoicesProperties properties) {
        return new GatewayConsumer(InvoiceAttributes.MERCHANT, properties.defaultMerchant());
    }
}
