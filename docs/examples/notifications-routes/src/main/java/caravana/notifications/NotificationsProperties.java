package caravana.notifications;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * AMQP names and limits. Exchange and routing key are part of the message contract.
 *
 * @param exchange the topic exchange that carries every event
 * @param orderPlacedKey the routing key of {@code order.placed.v1}
 * @param orderPlacedQueue the queue in which Notifications receives placed orders
 * @param prefetch how many unacknowledged messages the consumer may hold
 * @param deliveryLimit how often the broker delivers a message again before it dead-letters it
 */
@ConfigurationProperties("caravana.messaging")
public record NotificationsProperties(
        @DefaultValue("orders") String exchange,
        @DefaultValue("order.placed.v1") String orderPlacedKey,
        @DefaultValue("notifications.order-placed") String orderPlacedQueue,
        @DefaultValue("50") int prefetch,
        @DefaultValue("10") int deliveryLimit) {

    /** The queue that keeps messages which can never be processed. */
    public String orderPlacedDeadQueue() {
        return orderPlacedQueue + ".dead";
    }
}
