package caravana.orders;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What can be configured of Orders beyond the ecosystem's own settings.
 *
 * @param defaultMerchant the merchant of a request that no gateway has authenticated; none by default, so that such a
 *     request is refused
 * @param idempotency how answers are kept under the keys of clients
 * @param reconciliation how orders are found that should have their invoice by now
 * @param messaging the names that Orders and its neighbours have agreed on
 */
@ConfigurationProperties("caravana")
public record OrdersProperties(
        String defaultMerchant,
        @DefaultValue Idempotency idempotency,
        @DefaultValue Reconciliation reconciliation,
        @DefaultValue Messaging messaging) {

    private static final int MAX = 10_000;

    /**
     * How answers are kept under the keys of clients.
     *
     * @param lifetime how long a key is remembered, a second at the least
     * @param purgeInterval how long to wait after less than a full batch of expired keys was forgotten, a
     *     millisecond at the least
     * @param batchSize the most keys that one statement forgets, 1 to 10,000
     */
    public record Idempotency(
            @DefaultValue("24h") Duration lifetime,
            @DefaultValue("1m") Duration purgeInterval,
            @DefaultValue("500") int batchSize) {

        public Idempotency {
            requireSeconds("caravana.idempotency.lifetime", lifetime);
            requirePause("caravana.idempotency.purge-interval", purgeInterval);
            requireWithin("caravana.idempotency.batch-size", batchSize, MAX);
        }
    }

    /**
     * How orders are found that should have their invoice by now.
     *
     * @param overdueAfter how long an order may be without invoice before it is looked at, and how long until the next look at
     *     it: whole seconds
     * @param maxAttempts how often it is emitted again at the most, 1 to 10,000
     * @param interval how long to wait between two looks, a millisecond at the least
     * @param batchSize the most orders that are looked at together, 1 to 10,000
     */
    public record Reconciliation(
            @DefaultValue("5m") Duration overdueAfter,
            @DefaultValue("3") int maxAttempts,
            @DefaultValue("30s") Duration interval,
            @DefaultValue("500") int batchSize) {

        public Reconciliation {
            requireSeconds("caravana.reconciliation.overdue-after", overdueAfter);
            requireWithin("caravana.reconciliation.max-attempts", maxAttempts, MAX);
            requirePause("caravana.reconciliation.interval", interval);
            requireWithin("caravana.reconciliation.batch-size", batchSize, MAX);
        }
    }

    /**
     * AMQP names. Those of the exchange and the routing keys are part of the message contract.
     *
     * @param exchange the topic exchange that carries every event
     * @param orderPlacedKey the routing key of {@code order.placed.v1}
     * @param invoiceIssuedKey the routing key of {@code invoice.issued.v1}
     * @param invoiceIssuedQueue the queue in which Orders receives issued invoices
     * @param consumers how many messages of that queue are processed at once
     * @param prefetch how many unacknowledged messages each of these consumers may hold
     * @param deliveryLimit how often the broker delivers a message again before it dead-letters it
     */
    public record Messaging(
            @DefaultValue("orders") String exchange,
            @DefaultValue("order.placed.v1") String orderPlacedKey,
            @DefaultValue("invoice.issued.v1") String invoiceIssuedKey,
            @DefaultValue("orders.invoice-issued") String invoiceIssuedQueue,
            @DefaultValue("4") int consumers,
            @DefaultValue("50") int prefetch,
            @DefaultValue("10") int deliveryLimit) {

        public Messaging {
            requireWithin("caravana.messaging.consumers", consumers, MAX);
            requireWithin("caravana.messaging.prefetch", prefetch, MAX);
            requireWithin("caravana.messaging.delivery-limit", deliveryLimit, MAX);
        }

        /** The queue in which messages that can never be processed wait for an operator. */
        public String invoiceIssuedDeadQueue() {
            return invoiceIssuedQueue + ".dead";
        }
    }

    private static void requireSeconds(String property, Duration value) {
        if (value.toSeconds() < 1) {
            throw new IllegalArgumentException(property + " is " + value + ": it must be 1s or more");
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
