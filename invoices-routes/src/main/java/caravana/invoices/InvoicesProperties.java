package caravana.invoices;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What can be configured of Invoices beyond the ecosystem's own settings.
 *
 * @param defaultMerchant the merchant of a request that no gateway has authenticated; none by default, so that such a
 *     request is refused
 * @param defaultGroups the groups, separated by commas, of a request in which no gateway has written any; none by
 *     default
 * @param deadLetters how dead letters are watched
 * @param numbering how invoices get their numbers
 * @param messaging the names that Invoices and its neighbours have agreed on
 */
@ConfigurationProperties("caravana")
public record InvoicesProperties(
        String defaultMerchant,
        String defaultGroups,
        @DefaultValue DeadLetters deadLetters,
        @DefaultValue Numbering numbering,
        @DefaultValue Messaging messaging) {

    private static final int MAX = 10_000;

    /**
     * How dead letters are watched.
     *
     * @param metricsInterval how long to wait between two counts of them, a millisecond at the least
     */
    public record DeadLetters(@DefaultValue("5s") Duration metricsInterval) {

        public DeadLetters {
            requirePause("caravana.dead-letters.metrics-interval", metricsInterval);
        }
    }

    /**
     * How invoices get their numbers.
     *
     * @param pollDelay how long to wait after less than a full batch was numbered, a millisecond at the least
     * @param batchSize the most invoices that one statement numbers, 1 to 10,000
     */
    public record Numbering(
            @DefaultValue("50ms") Duration pollDelay,
            @DefaultValue("500") int batchSize) {

        public Numbering {
            requirePause("caravana.numbering.poll-delay", pollDelay);
            requireWithin("caravana.numbering.batch-size", batchSize, MAX);
        }
    }

    /**
     * AMQP names. Those of the exchange and the routing keys are part of the message contract.
     *
     * @param exchange the topic exchange that carries every event
     * @param orderPlacedKey the routing key of {@code order.placed.v1}
     * @param orderPlacedQueue the queue in which Invoices receives placed orders
     * @param invoiceIssuedKey the routing key of {@code invoice.issued.v1}
     * @param consumers how many messages of that queue are processed at once
     * @param prefetch how many unacknowledged messages each of these consumers may hold
     * @param deliveryLimit how often the broker delivers a message again before it dead-letters it
     */
    public record Messaging(
            @DefaultValue("orders") String exchange,
            @DefaultValue("order.placed.v1") String orderPlacedKey,
            @DefaultValue("invoices.order-placed") String orderPlacedQueue,
            @DefaultValue("invoice.issued.v1") String invoiceIssuedKey,
            @DefaultValue("4") int consumers,
            @DefaultValue("50") int prefetch,
            @DefaultValue("10") int deliveryLimit) {

        public Messaging {
            requireWithin("caravana.messaging.consumers", consumers, MAX);
            requireWithin("caravana.messaging.prefetch", prefetch, MAX);
            requireWithin("caravana.messaging.delivery-limit", deliveryLimit, MAX);
        }

        /** The queue from which messages that can never be processed are stored as dead letters. */
        public String orderPlacedDeadQueue() {
            return orderPlacedQueue + ".dead";
        }
    }

    private static void requirePause(String property, Duration value) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException(property + " is " + value + ": it must be 1ms or more");
        }
    }

    private static void requireWithin(String property, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(property + " is " + value + ": it must be 1 to " + most);
        }
    }
}
