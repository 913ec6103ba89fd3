package caravana.invoices.outbox;

import caravana.invoices.InvoicesProperties;
import caravana.starter.outbox.Outbox;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The outbox of Invoices, which the starter's {@code outbox-relay} empties: every invoice that was issued. */
@Configuration(proxyBeanMethods = false)
class InvoicesOutbox {

    @Bean
    Outbox outbox(InvoicesProperties properties) {
        return new Outbox(
                "classpath:invoices/sql",
                properties.messaging().exchange(),
                properties.messaging().invoiceIssuedKey(),
                InvoiceIssued::ofRow);
    }
}
