package caravana.invoices;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * The Invoices service. Its configuration is {@code invoices.yaml}, so that both services can share one test
 * classpath.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class InvoicesApplication {

    public static void main(String[] args) {
        System.setProperty("spring.config.name", "invoices");
        SpringApplication.run(InvoicesApplication.class, args);
    }
}
