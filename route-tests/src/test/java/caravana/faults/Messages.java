package caravana.faults;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.CancelCallback;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

/** What a test sees of the queues, and does to them, from a connection of its own. */
record Messages(RabbitMqNode broker) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String DEFAULT_EXCHANGE = "";
    private static final long CONFIRM_TIMEOUT_MILLIS = 30_000;

    /** Takes away what waits in a queue, and tells how much that was. */
    int purge(String queue) throws IOException, TimeoutException {
        try (Connection connection = broker.connect();
                Channel channel = connection.createChannel()) {
            return channel.queuePurge(queue).getMessageCount();
        }
    }

    /** How many messages wait in a queue; those that a consumer holds are not counted. */
    int waiting(String queue) throws IOException, TimeoutException {
        try (Connection connection = broker.connect();
                Channel channel = connection.createChannel()) {
            return channel.queueDeclarePassive(queue).getMessageCount();
        }
    }

    /** Whether nobody consumes from a queue; what its last consumers held is then back in it. */
    boolean isAbandoned(String queue) throws IOException, TimeoutException {
        try (Connection connection = broker.connect();
                Channel channel = connection.createChannel()) {
            return channel.queueDeclarePassive(queue).getConsumerCount() == 0;
        }
    }

    /**
     * The orders whose events were delivered before, were not acknowledged, and are back in the queue. To look is to
     * have them delivered once more, which the queue counts.
     */
    List<UUID> ordersDeliveredInVain(String queue) throws IOException, TimeoutException {
        // They go back when the channel closes.
        try (Connection connection = broker.connect();
                Channel channel = connection.createChannel()) {
            List<UUID> orders = new ArrayList<>();
            for (GetResponse got = get(channel, queue); got != null; got = get(channel, queue)) {
                if (got.getEnvelope().isRedeliver()) {
                    orders.add(UUID.fromString(
                            JSON.readTree(got.getBody()).path("subject").asText()));
                }
            }
            return orders;
        }
    }

    private static GetResponse get(Channel channel, String queue) throws IOException {
        return channel.basicGet(queue, false);
    }

    /** Puts the messages of a queue into another order; returns how many have another place than before. */
    int shuffle(String queue, Random random) throws IOException, TimeoutException, InterruptedException {
        try (Connection connection = broker.connect();
                Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            List<GetResponse> before = new ArrayList<>();
            for (GetResponse got = get(channel, queue); got != null; got = get(channel, queue)) {
                before.add(got);
            }
            List<GetResponse> after = new ArrayList<>(before);
            Collections.shuffle(after, random);
            for (GetResponse message : after) {
                channel.basicPublish(DEFAULT_EXCHANGE, queue, message.getProps(), message.getBody());
            }
            channel.waitForConfirmsOrDie(CONFIRM_TIMEOUT_MILLIS);
            for (GetResponse message : before) {
                channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
            }
            int moved = 0;
            for (int i = 0; i < before.size(); i++) {
                moved += before.get(i) == after.get(i) ? 0 : 1;
            }
            return moved;
        }
    }

    /** From now until it is closed, each message that the exchange gets comes to its queue once more, unchanged. */
    Copier copyAll(String exchange, Map<String, String> queueOfKey) throws IOException, TimeoutException {
        return new Copier(broker.connect(), exchange, queueOfKey);
    }

    static final class Copier implements AutoCloseable {

        private final Connection connection;
        private final Set<UUID> copied = ConcurrentHashMap.newKeySet();

        private Copier(Connection connection, String exchange, Map<String, String> queueOfKey) throws IOException {
            this.connection = connection;
            Channel channel = connection.createChannel();
            String copies = channel.queueDeclare().getQueue();
            for (String key : queueOfKey.keySet()) {
                channel.queueBind(copies, exchange, key);
            }
            CancelCallback queueIsGone = tag -> {};
            channel.basicConsume(
                    copies,
                    true,
                    (tag, message) -> {
                        AMQP.BasicProperties properties = message.getProperties();
                        String queue = queueOfKey.get(message.getEnvelope().getRoutingKey());
                        channel.basicPublish(DEFAULT_EXCHANGE, queue, properties, message.getBody());
                        copied.add(UUID.fromString(properties.getMessageId()));
                    },
                    queueIsGone);
        }

        /** The ids of the events that came once more. */
        Set<UUID> copied() {
            return copied;
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }

    /** Declares a queue that keeps what it gets, for nobody, and the exchange as the services declare it. */
    void declare(String exchange, String key, String queue) throws IOException, TimeoutException {
        try (Connection connection = broker.connect();
                Channel channel = connection.createChannel()) {
            channel.exchangeDeclare(exchange, BuiltinExchangeType.TOPIC, true);
            channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum"));
            channel.queueBind(queue, exchange, key);
        }
    }
}
