package caravana.contract;

import caravana.invoices.InvoicesProperties;
import caravana.orders.OrdersProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.context.ApplicationContext;

/** Takes the part of the other service: publishes the contract's example events, and receives published events. */
final class EventsOnTheBroker {

    static final Duration TIMEOUT = Duration.ofSeconds(40);

    private final RabbitTemplate broker;
    private final AmqpAdmin admin;
    private final String exchange;
    private final String keyToSend;
    private final String keyToReceive;

    private EventsOnTheBroker(ApplicationContext service, String exchange, String keyToSend, String keyToReceive) {
        this.broker = service.getBean(RabbitTemplate.class);
        this.admin = service.getBean(AmqpAdmin.class);
        this.exchange = exchange;
        this.keyToSend = keyToSend;
        this.keyToReceive = keyToReceive;
    }

    static EventsOnTheBroker ofOrders(ApplicationContext orders) {
        OrdersProperties.Messaging names =
                orders.getBean(OrdersProperties.class).messaging();
        return new EventsOnTheBroker(orders, names.exchange(), names.invoiceIssuedKey(), names.orderPlacedKey());
    }

    static EventsOnTheBroker ofInvoices(ApplicationContext invoices) {
        InvoicesProperties.Messaging names =
                invoices.getBean(InvoicesProperties.class).messaging();
        return new EventsOnTheBroker(invoices, names.exchange(), names.orderPlacedKey(), names.invoiceIssuedKey());
    }

    void sendOrderPlaced(UUID order, String merchant) {
        ObjectNode event = EventExamples.orderPlaced();
        event.put("id", UUID.randomUUID().toString()).put("subject", order.toString());
        ((ObjectNode) event.get("data")).put("id", order.toString()).put("merchant", merchant);
        send(event);
    }

    void sendInvoiceIssued(UUID order, String merchant) {
        ObjectNode event = EventExamples.invoiceIssued();
        event.put("id", UUID.randomUUID().toString());
        ((ObjectNode) event.get("data")).put("orderId", order.toString()).put("merchant", merchant);
        send(event);
    }

    private void send(JsonNode event) {
        MessageProperties properties = new MessageProperties();
        properties.setMessageId(event.get("id").textValue());
        properties.setContentType("application/cloudevents+json");
        broker.send(exchange, keyToSend, new Message(event.toString().getBytes(StandardCharsets.UTF_8), properties));
    }

    /** Runs an action, and returns the first matching event that it causes. */
    Message receive(Runnable cause, Predicate<Message> matching) {
        String queue = exchange + ".contract-" + UUID.randomUUID();
        admin.declareQueue(QueueBuilder.nonDurable(queue).expires(600_000).build());
        admin.declareBinding(new Binding(queue, Binding.DestinationType.QUEUE, exchange, keyToReceive, null));
        try {
            cause.run();
            return Awaitility.await()
                    .atMost(TIMEOUT)
                    .until(() -> broker.receive(queue, 1_000), message -> message != null && matching.test(message));
        } finally {
            admin.deleteQueue(queue);
        }
    }
}
