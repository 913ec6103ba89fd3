/** A starter for Camel services with an outbox: what they need, and their domain does not care about. */
package caravana.starter;
