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

/** The neighbour of a service under test: sends it the contract's example events, and hears what it announces. */
final class EventsOnTheBroker {

    static final Duration PATIENCE = Duration.ofSeconds(40);

    private final RabbitTemplate broker;
    private final AmqpAdmin admin;
    private final String exchange;
    private final String keyToSend;
    private final String keyToHear;

    private EventsOnTheBroker(ApplicationContext service, String exchange, String keyToSend, String keyToHear) {
        this.broker = service.getBean(RabbitTemplate.class);
        this.admin = service.getBean(AmqpAdmin.class);
        this.exchange = exchange;
        this.keyToSend = keyToSend;
        this.keyToHear = keyToHear;
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

    /** Does something, and answers the first of the events it leads to that is asked for. */
    Message hear(Runnable cause, Predicate<Message> asked) {
        String ear = exchange + ".contract-" + UUID.randomUUID();
        admin.declareQueue(QueueBuilder.nonDurable(ear).expires(600_000).build());
        admin.declareBinding(new Binding(ear, Binding.DestinationType.QUEUE, exchange, keyToHear, null));
        try {
            cause.run();
            return Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> broker.receive(ear, 1_000), message -> message != null && asked.test(message));
        } finally {
            admin.deleteQueue(ear);
        }
    }
}
