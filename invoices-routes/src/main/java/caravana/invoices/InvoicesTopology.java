package caravana.invoices;

import caravana.invoices.InvoicesProperties.Messaging;
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

/** What Invoices declares on the broker, each time a connection opens: the broker need not be there at the start. */
@Configuration(proxyBeanMethods = false)
class InvoicesTopology {

    @Bean
    Declarables topology(InvoicesProperties properties) {
        Messaging names = properties.messaging();
        TopicExchange exchange = new TopicExchange(names.exchange());
        Queue orderPlaced = QueueBuilder.durable(names.orderPlacedQueue())
                .quorum()
                .deliveryLimit(names.deliveryLimit())
                .deadLetterExchange("")
                .deadLetterRoutingKey(names.orderPlacedDeadQueue())
                // At-least-once dead lettering (RabbitMQ 3.10 and later) asks for this overflow behaviour.
                .overflow(QueueBuilder.Overflow.rejectPublish)
                .withArgument("x-dead-letter-strategy", "at-least-once")
                .build();
        // RabbitMQ 4 would drop a message here after 20 returns: a dead letter must never be dropped.
        Queue dead = QueueBuilder.durable(names.orderPlacedDeadQueue())
                .quorum()
                .deliveryLimit(1_000_000)
                .build();
        Binding binding = BindingBuilder.bind(orderPlaced).to(exchange).with(names.orderPlacedKey());
        return new Declarables(exchange, dead, orderPlaced, binding);
    }

    @Bean
    DeadLetterRoute deadLetters(PublisherConfirms confirms, InvoicesProperties properties) {
        return new DeadLetterRoute(confirms, properties.messaging().orderPlacedDeadQueue());
    }
}
