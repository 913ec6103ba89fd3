package caravana.starter.messaging;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

/**
 * A {@link Policy} under which a route publishes many messages and then waits once for all their publisher confirms
 * (RabbitMQ, "Publisher Confirms").
 * Camel's own producer waits for them one by one, and has no mandatory flag, so that a message which no queue takes
 * would count as published. What became of each message is in the {@link #outcome}.
 */
public final class PublisherConfirms implements Policy {

    private static final String OUTCOME = "publishOutcome";

    private static final Logger LOG = LoggerFactory.getLogger(PublisherConfirms.class);

    private final Template template;
    private final Duration timeout;

    PublisherConfirms(ConnectionFactory broker, Duration timeout) {
        this.template = new Template(broker);
        this.timeout = timeout;
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        // Nothing to prepare: the same template serves every route.
    }

    @Override
    public Processor wrap(Route route, Processor publishing) {
        return exchange -> exchange.setProperty(OUTCOME, template.invoke(channel -> {
            Instant begun = Instant.now();
            List<CorrelationData> sent = new ArrayList<>();
            template.sent.set(sent);
            try {
                publishing.process(exchange);
            } catch (Exception failure) {
                exchange.setException(failure);
            } finally {
                template.sent.remove();
            }
            Outcome outcome = awaitConfirms(sent, begun);
            if (exchange.getException() != null && !outcome.confirmed().isEmpty()) {
                // What is confirmed is to be settled, not to be sent again; what was not sent comes again by itself.
                LOG.warn("Publishing stopped half-way: {}", Failures.rootMessage(exchange.getException()));
                exchange.setException(null);
            }
            return outcome;
        }));
    }

    /** What became of the messages that an exchange has published under this policy. */
    public static Outcome outcome(Exchange exchange) {
        return exchange.getProperty(OUTCOME, Outcome.class);
    }

    private Outcome awaitConfirms(List<CorrelationData> sent, Instant begun) {
        long deadline = System.nanoTime() + timeout.toNanos();
        List<String> confirmed = new ArrayList<>(sent.size());
        List<String> refused = new ArrayList<>();
        String why = "";
        for (CorrelationData message : sent) {
            String refusal = refusal(message, deadline);
            if (refusal == null) {
                confirmed.add(message.getId());
            } else {
                refused.add(message.getId());
                why = refusal;
            }
        }
        if (!refused.isEmpty()) {
            LOG.warn(
                    "{} of {} messages are kept for later, the last, {}: {}",
                    refused.size(),
                    sent.size(),
                    refused.get(refused.size() - 1),
                    why);
        }
        return new Outcome(confirmed, refused, begun);
    }

    private static String refusal(CorrelationData message, long deadline) {
        try {
            long left = Math.max(0, deadline - System.nanoTime());
            CorrelationData.Confirm confirm = message.getFuture().get(left, TimeUnit.NANOSECONDS);
            if (!confirm.isAck()) {
                return "the broker refused it (" + confirm.getReason() + ")";
            }
            return message.getReturned() == null
                    ? null
                    : "no queue takes it (" + message.getReturned().getReplyText() + ")";
        } catch (TimeoutException e) {
            return "the broker did not confirm it in time";
        } catch (ExecutionException e) {
            return "it was not sent (" + e.getCause().getMessage() + ")";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "the service is stopping";
        }
    }

    /** How long a batch waits for its confirms. */
    public Duration timeout() {
        return timeout;
    }

    /** What all producers send with. */
    RabbitTemplate template() {
        return template;
    }

    /**
     * Which messages the broker took over and which it did not: by their correlation ids, else by their message ids.
     *
     * @param confirmed ids of messages that stand in a queue, safe on its disk
     * @param refused ids of messages that were refused, returned or not confirmed in time: to be sent again
     * @param begun when the first of them was sent
     */
    public record Outcome(List<String> confirmed, List<String> refused, Instant begun) {

        /** As parameters of an SQL statement: arrays in PostgreSQL's text form. */
        public Map<String, Object> parameters() {
            return Map.of("confirmed", array(confirmed), "refused", array(refused));
        }

        private static String array(List<String> ids) {
            return ids.stream().collect(Collectors.joining(",", "{", "}"));
        }
    }

    /** Sends each message mandatory and with its own correlation, which it hands to the batch that is under way. */
    private static final class Template extends RabbitTemplate {

        private final ThreadLocal<List<CorrelationData>> sent = new ThreadLocal<>();

        private Template(ConnectionFactory broker) {
            super(broker);
            setMandatory(true);
            setReturnsCallback(returned -> LOG.debug("Returned: {}", returned));
            setUsePublisherConnection(true);
        }

        @Override
        public void send(String exchange, String routingKey, Message message) {
            List<CorrelationData> batch = sent.get();
            if (batch == null) {
                throw new IllegalStateException(
                        "Publish under the policy PublisherConfirms: nothing else waits for the broker's confirm.");
            }
            // Two dead letters may share a message id, or have none.
            MessageProperties properties = message.getMessageProperties();
            String id =
                    properties.getCorrelationId() == null ? properties.getMessageId() : properties.getCorrelationId();
            CorrelationData correlation = id == null ? new CorrelationData() : new CorrelationData(id);
            batch.add(correlation);
            try {
                send(exchange, routingKey, message, correlation);
            } catch (AmqpException notSent) {
                // Nobody will ever confirm it: do not wait for that.
                correlation.getFuture().completeExceptionally(notSent);
                throw notSent;
            }
        }
    }
}
