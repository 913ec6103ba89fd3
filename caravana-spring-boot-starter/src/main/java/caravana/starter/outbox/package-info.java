/** The transactional outbox: publishes stored events until the broker confirms them. */
package caravana.starter.outbox;
