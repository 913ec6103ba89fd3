package caravana.orders;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

/** A queue of a test's own on the exchange of the events, and all that has come into it. */
public final class TestQueue implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final RabbitAdmin admin;
    private final RabbitTemplate template;
    private final String name = "test." + UUID.randomUUID();
    private final List<Message> received = new ArrayList<>();

    public TestQueue(ConnectionFactory broker, String exchange, String routingKey) {
        admin = new RabbitAdmin(broker);
        template = new RabbitTemplate(broker);
        admin.declareQueue(new Queue(name));
        admin.declareBinding(new Binding(name, Binding.DestinationType.QUEUE, exchange, routingKey, null));
    }

    /** Every message about an order that has arrived up to now. */
    public List<Message> about(String order) {
        drain();
        return received.stream()
                .filter(message -> order.equals(json(message).path("subject").textValue()))
                .toList();
    }

    /** The subjects of all messages that have arrived up to now, in their order. */
    public List<String> subjects() {
        drain();
        return received.stream()
                .map(message -> json(message).path("subject").textValue())
                .toList();
    }

    public static JsonNode json(Message message) {
        try {
            return JSON.readTree(message.getBody());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        admin.deleteQueue(name);
    }

    private void drain() {
        Message message = template.receive(name);
        while (message != null) {
            received.add(message);
            message = template.receive(name);
        }
    }
}
