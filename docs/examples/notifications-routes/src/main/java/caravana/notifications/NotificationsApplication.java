package caravana.notifications;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The Notifications service. Its configuration is {@code notifications.yaml}. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class NotificationsApplication {

    public static void main(String[] args) {
        System.setProperty("spring.config.name", "notifications");
        SpringApplication.run(NotificationsApplication.class, args);
    }
}
