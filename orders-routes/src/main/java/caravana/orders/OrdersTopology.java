package caravana.orders;

import caravana.orders.OrdersProperties.Messaging;
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

/** The exchange, queues and binding that Orders declares each time it connects to the broker. */
@Configuration(proxyBeanMethods = false)
class OrdersTopology {

    @Bean
    Declarables topology(OrdersProperties properties) {
        Messaging names = properties.messaging();
        TopicExchange exchange = new TopicExchange(names.exchange());
        Queue invoiceIssued = QueueBuilder.durable(names.invoiceIssuedQueue())
                .quorum()
                .deliveryLimit(names.deliveryLimit())
                .deadLetterExchange("")
                .deadLetterRoutingKey(names.invoiceIssuedDeadQueue())
                // At-least-once dead lettering (RabbitMQ 3.10 and later) requires this overflow behaviour.
                .overflow(QueueBuilder.Overflow.rejectPublish)
                .withArgument("x-dead-letter-strategy", "at-least-once")
                .build();
        // RabbitMQ 4 drops a message after 20 returns by default; a dead letter must never be dropped.
        Queue dead = QueueBuilder.durable(names.invoiceIssuedDeadQueue())
                .quorum()
                .deliveryLimit(1_000_000)
                .build();
        Binding binding = BindingBuilder.bind(invoiceIssued).to(exchange).with(names.invoiceIssuedKey());
        return new Declarables(exchange, dead, invoiceIssued, binding);
    }

    @Bean
    DeadLetterRoute deadLetters(PublisherConfirms confirms, OrdersProperties properties) {
        return new DeadLetterRoute(confirms, properties.messaging().invoiceIssuedDeadQueue());
    }
}
