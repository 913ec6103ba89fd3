/** Events that wait in the outbox are published, and forgotten once the broker has confirmed them. */
package caravana.orders.outbox;
