package caravana.orders;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of Orders.
 *
 * @param defaultMerchant the merchant of a request without an authenticated consumer; none by default, so that such a
 *     request is rejected
 * @param idempotency the settings of idempotency keys
 * @param reconciliation the settings of the reconciliation of overdue orders
 * @param messaging the settings of the broker
 */
@ConfigurationProperties("caravana")
public record OrdersProperties(
        String defaultMerchant,
        @DefaultValue Idempotency idempotency,
        @DefaultValue Reconciliation reconciliation,
        @DefaultValue Messaging messaging) {

    private static final int MAX = 10_000;

    /**
     * Settings of idempotency keys.
     *
     * @param lifetime how long a key and its response are stored, at least 1 s
     * @param purgeInterval the delay after a purge that deleted less than a full batch of expired keys, at least 1 ms
     * @param batchSize the largest number of keys that one statement deletes, 1 to 10,000
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
     * Settings of the reconciliation, which publishes {@code order.placed.v1} again for orders without an invoice.
     *
     * @param overdueAfter the age at which an order without an invoice is overdue, and the interval until it is checked
     *     again; whole seconds, at least 1 s
     * @param maxAttempts how often the event of an order is published again, 1 to 10,000
     * @param interval the delay between two runs, at least 1 ms
     * @param batchSize the largest number of orders per run, 1 to 10,000
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
     * Settings of the broker. The exchange and the routing keys are part of the message contract.
     *
     * @param exchange the topic exchange of all events
     * @param orderPlacedKey the routing key of {@code order.placed.v1}
     * @param invoiceIssuedKey the routing key of {@code invoice.issued.v1}
     * @param invoiceIssuedQueue the queue from which Orders consumes {@code invoice.issued.v1}
     * @param consumers the number of concurrent consumers of that queue, 1 to 10,000
     * @param prefetch the largest number of unacknowledged messages per consumer, 1 to 10,000
     * @param deliveryLimit how often the broker redelivers a message before it dead-letters it, 1 to 10,000
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

        /** Returns the dead-letter queue of {@link #invoiceIssuedQueue()}. */
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
