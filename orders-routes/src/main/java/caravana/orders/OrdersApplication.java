package caravana.orders;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The Orders service. It is configured by {@code orders.yaml}, so that both services can share a test classpath. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class OrdersApplication {

    public static void main(String[] args) {
        System.setProperty("spring.config.name", "orders");
        SpringApplication.run(OrdersApplication.class, args);
    }
}
