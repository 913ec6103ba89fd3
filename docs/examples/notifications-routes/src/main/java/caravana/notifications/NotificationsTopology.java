package caravana.notifications;

import caravana.starter.messaging.DeadLetterRoute;
import caravana.starter.messaging.PublisherConfirms;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.core.TopicExchange;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What Notifications declares on the broker, each time a connection opens. */
@Configuration(proxyBeanMethods = false)
class NotificationsTopology {

    @Bean
    Declarables topology(NotificationsProperties names) {
        TopicExchange exchange = new TopicExchange(names.exchange());
        Queue orderPlaced = QueueBuilder.durable(names.orderPlacedQueue())
                .quorum()
                .deliveryLimit(names.deliveryLimit())
                .deadLetterExchange("")
                .deadLetterRoutingKey(names.orderPlacedDeadQueue())
                // At-least-once dead lettering requires this overflow behaviour.
                .overflow(QueueBuilder.Overflow.rejectPublish)
                .withArgument("x-dead-letter-strategy", "at-least-once")
                .build();
        // RabbitMQ 4 drops a message after 20 returns by default: a dead letter must stay.
        Queue dead = QueueBuilder.durable(names.orderPlacedDeadQueue())
                .quorum()
                .deliveryLimit(1_000_000)
                .build();
        Binding binding = BindingBuilder.bind(orderPlaced).to(exchange).with(names.orderPlacedKey());
        return new Declarables(exchange, dead, orderPlaced, binding);
    }

    @Bean
    DeadLetterRoute deadLetters(PublisherConfirms confirms, NotificationsProperties names) {
        return new DeadLetterRoute(confirms, names.orderPlacedDeadQueue());
    }
}
