/** The transactional outbox: events that a database transaction has stored are published until the broker confirms them. */
package caravana.starter.outbox;
