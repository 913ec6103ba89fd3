package caravana.invoices;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What can be configured of Invoices beyond the ecosystem's own settings.
 *
 * @param defaultMerchant the merchant of a request that no gateway has authenticated; none by default, so that such a
 *     request is refused
 * @param defaultGroups the groups, separated by commas, of a request in which no gateway has written any; none by default
 * @param patience how long a request may wait for its turn before it is answered 503 instead of worked on
 * @param watch how long to wait between two looks at what is measured in the database, more than nothing
 * @param numbering how invoices get their numbers
 * @param relay how the outbox is emptied
 * @param messaging the names that Invoices and its neighbours have agreed on
 */
@ConfigurationProperties("caravana")
public record InvoicesProperties(
        String defaultMerchant,
        String defaultGroups,
        @DefaultValue("5s") Duration patience,
        @DefaultValue("5s") Duration watch,
        @DefaultValue Numbering numbering,
        @DefaultValue Relay relay,
        @DefaultValue Messaging messaging) {

    private static final int MAX = 10_000;

    public InvoicesProperties {
        requireMoreThanNothing("caravana.patience", patience);
        requireMoreThanNothing("caravana.watch", watch);
    }

    /**
     * How invoices get their numbers.
     *
     * @param idle how long to wait after less than a full batch was numbered
     * @param batch the most invoices that one statement numbers, 1 to 10,000
     */
    public record Numbering(
            @DefaultValue("50ms") Duration idle,
            @DefaultValue("500") int batch) {

        public Numbering {
            requireWithin("caravana.numbering.batch", batch, MAX);
        }
    }

    /**
     * How the outbox is emptied.
     *
     * @param idle how long the relay waits after it has found less than a full batch
     * @param batch the most events that are in flight to the broker at once, 1 to 10,000
     * @param confirmTimeout how long a batch waits for the broker's confirms before what is missing is sent again
     * @param lease how long an instance has to publish what it has claimed before another may claim it: whole seconds,
     *     longer than the confirms may take
     */
    public record Relay(
            @DefaultValue("50ms") Duration idle,
            @DefaultValue("500") int batch,
            @DefaultValue("10s") Duration confirmTimeout,
            @DefaultValue("20s") Duration lease) {

        public Relay {
            requireWithin("caravana.relay.batch", batch, MAX);
            if (Duration.ofSeconds(lease.toSeconds()).compareTo(confirmTimeout) <= 0) {
                throw new IllegalArgumentException("caravana.relay.lease is " + lease
                        + ": it must be longer than caravana.relay.confirm-timeout, which is " + confirmTimeout);
            }
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

        /** The queue from which messages that can never be processed are parked. */
        public String orderPlacedDeadQueue() {
            return orderPlacedQueue + ".dead";
        }
    }

    private static void requireMoreThanNothing(String property, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(property + " is " + value + ": it must be more than nothing");
        }
    }

    private static void requireWithin(String property, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(property + " is " + value + ": it must be 1 to " + most);
        }
    }
}
