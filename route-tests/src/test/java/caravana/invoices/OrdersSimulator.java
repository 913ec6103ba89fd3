package caravana.invoices;

import caravana.starter.messaging.DeadLetterRoute;
import caravana.starter.telemetry.TraceParent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Binding.DestinationType;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;

/** What Invoices knows of its neighbour: placed orders come, issued invoices go; and a look at what it has stored. */
public final class OrdersSimulator {

    /** Longer than any wait between two attempts, also on a busy machine. */
    private static final Duration TIMEOUT = Duration.ofSeconds(40);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Queue<Message> HEARD = new ConcurrentLinkedQueue<>();

    private final RabbitTemplate broker;
    private final AmqpAdmin admin;
    private final JdbcTemplate jdbc;
    private final DataSource database;
    private final InvoicesProperties.Messaging names;

    private boolean connectionsMayBeLost;

    public OrdersSimulator(ApplicationContext invoices) {
        broker = invoices.getBean(RabbitTemplate.class);
        admin = invoices.getBean(AmqpAdmin.class);
        jdbc = invoices.getBean(JdbcTemplate.class);
        database = invoices.getBean(DataSource.class);
        names = invoices.getBean(InvoicesProperties.class).messaging();
        admin.declareQueue(QueueBuilder.nonDurable(ear()).expires(600_000).build());
        listen();
    }

    private String ear() {
        return names.orderPlacedQueue() + ".next-door";
    }

    private Binding binding() {
        return new Binding(ear(), DestinationType.QUEUE, names.exchange(), names.invoiceIssuedKey(), null);
    }

    /** From now on there is a queue that takes issued invoices, as there is from the start. */
    public void listen() {
        admin.declareBinding(binding());
    }

    /** From now on no queue takes issued invoices. */
    public void stopListening() {
        admin.removeBinding(binding());
    }

    /** A merchant that no other test has. */
    public static String newMerchant() {
        return "merchant-" + UUID.randomUUID();
    }

    /** An event as Orders sends it: two keyboards, 399.80. */
    public static ObjectNode event(UUID order, String merchant) {
        return PlacedOrderEvent.of(order, merchant);
    }

    /** An event as Orders sends it, of these quantities and unit prices. */
    public static ObjectNode event(
            UUID order, String merchant, String currency, List<Map.Entry<Integer, String>> quantitiesAndPrices) {
        return PlacedOrderEvent.of(order, merchant, currency, quantitiesAndPrices);
    }

    /** Reads an event's bytes once more, so that a test can change one member of many. */
    public static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The id in an event's traceparent. */
    public static String traceId(ObjectNode event) {
        return TraceParent.traceId(event.get("traceparent").asText());
    }

    /** Places an order of two keyboards and returns its id. */
    public UUID place(String merchant) {
        UUID order = UUID.randomUUID();
        publish(event(order, merchant));
        return order;
    }

    public void publish(ObjectNode event) {
        publish(event, event.toString());
    }

    /** Publishes a text under the properties of an event. */
    public void publish(ObjectNode event, String body) {
        MessageProperties properties = properties(event.path("id").asText());
        properties.setHeader("traceparent", event.path("traceparent").asText());
        publish(body.getBytes(StandardCharsets.UTF_8), properties);
    }

    public void publish(byte[] body, MessageProperties properties) {
        broker.send(names.exchange(), names.orderPlacedKey(), new Message(body, properties));
    }

    /** Buries a message for a reason that has been mended since; the letter's id. */
    public Object parked(ObjectNode event, String reason) {
        bury(event, reason);
        return deadLetter(event.get("id").asText()).get("id");
    }

    /** Hands an event to the dead-letter queue, as the dead letter channel does. */
    public void bury(ObjectNode event, String reason) {
        MessageProperties message = properties(event.get("id").asText());
        message.setHeader(DeadLetterRoute.REASON, reason);
        message.setHeader(DeadLetterRoute.MESSAGE, "was mended");
        message.setHeader(DeadLetterRoute.ROUTE, "invoice-issuing");
        message.setHeader("traceparent", event.get("traceparent").asText());
        bury(event.toString().getBytes(StandardCharsets.UTF_8), message);
    }

    /** Hands a message to the dead-letter queue, as the broker does. */
    public void bury(byte[] body, MessageProperties properties) {
        broker.send("", names.orderPlacedDeadQueue(), new Message(body, properties));
    }

    /** The AMQP properties that Orders gives an event. */
    public static MessageProperties properties(String messageId) {
        MessageProperties properties = new MessageProperties();
        properties.setMessageId(messageId);
        properties.setContentType("application/cloudevents+json");
        properties.setDeliveryMode(MessageDeliveryMode.PERSISTENT);
        return properties;
    }

    public static ConditionFactory await() {
        return Awaitility.await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(50));
    }

    /** For a test that has connections killed: a look through one of them is no answer, look again. */
    void expectLostConnections() {
        connectionsMayBeLost = true;
    }

    private ConditionFactory awaitStored() {
        return connectionsMayBeLost ? await().ignoreException(DataAccessResourceFailureException.class) : await();
    }

    /** All that is stored of the invoices of an order, numbered or not. */
    public List<Map<String, Object>> invoices(UUID order) {
        return jdbc.queryForList("""
                select id, order_id, merchant, currency, cast(total as text) as total,
                       cast(customer as text) as customer,
                       cast(lines as text) as lines, traceparent, issued_event_id, number_year, number_sequence,
                       issued_at
                from invoices where order_id = ?""", order);
    }

    /** The order's only invoice, once it has its number. */
    public Map<String, Object> invoice(UUID order) {
        List<Map<String, Object>> found = awaitStored()
                .until(
                        () -> invoices(order),
                        rows -> !rows.isEmpty() && rows.get(0).get("number_sequence") != null);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " invoices of one order");
        }
        return found.get(0);
    }

    /** The numbers of a merchant's invoices in ascending order. */
    public List<Long> numbers(String merchant) {
        return jdbc.queryForList(
                "select number_sequence from invoices where merchant = ? and number_sequence is not null order by 1",
                Long.class,
                merchant);
    }

    public List<Map<String, Object>> deadLetters(String messageId) {
        return jdbc.queryForList("select * from dead_letters where message_id = ?", messageId);
    }

    public List<Map<String, Object>> deadLettersByPayload(byte[] payload) {
        return jdbc.queryForList("select * from dead_letters where payload = ?", payload);
    }

    /** A message that waits in the dead-letter queue, once there is one; it is taken from there. */
    public Message buried() {
        return await().until(() -> broker.receive(names.orderPlacedDeadQueue()), Objects::nonNull);
    }

    /** Does something while another transaction holds the counter of a merchant that has an invoice already. */
    public void whileCounterIsLocked(String merchant, Runnable work) {
        try (Connection other = database.getConnection();
                PreparedStatement lock =
                        other.prepareStatement("select last from invoice_numbers where merchant = ? for update")) {
            other.setAutoCommit(false);
            lock.setString(1, merchant);
            lock.execute();
            try {
                work.run();
            } finally {
                other.rollback();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The only dead letter with this message id, once it is there. */
    public Map<String, Object> deadLetter(String messageId) {
        List<Map<String, Object>> found = awaitStored().until(() -> deadLetters(messageId), rows -> !rows.isEmpty());
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " dead letters of one message");
        }
        return found.get(0);
    }

    private Queue<Message> heard() {
        for (Message message = broker.receive(ear()); message != null; message = broker.receive(ear())) {
            HEARD.add(message);
        }
        return HEARD;
    }

    /** The messages by which the invoice of an order was announced so far. */
    public List<Message> announcements(UUID order) {
        return heard().stream()
                .filter(message -> content(message).at("/data/orderId").asText().equals(order.toString()))
                .toList();
    }

    /** The invoice numbers of a merchant that were announced so far, one for each announcement. */
    public List<String> announcedNumbers(String merchant) {
        return heard().stream()
                .map(message -> content(message).get("data"))
                .filter(data -> data.get("merchant").asText().equals(merchant))
                .map(data -> data.get("number").asText())
                .toList();
    }

    /** The first message by which the invoice of an order was announced, once it is there. */
    public Message announcement(UUID order) {
        return await().until(() -> announcements(order), heard -> !heard.isEmpty())
                .get(0);
    }

    /** How often the announcement of an order's invoice was refused; null once nothing waits for being announced. */
    public Integer refusals(UUID order) {
        return jdbc.queryForList("""
                        select outbox.attempts from outbox join invoices on invoices.id = outbox.invoice_id
                        where invoices.order_id = ?""", Integer.class, order).stream().findFirst().orElse(null);
    }

    public static JsonNode content(Message message) {
        try {
            return JSON.readTree(message.getBody());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
