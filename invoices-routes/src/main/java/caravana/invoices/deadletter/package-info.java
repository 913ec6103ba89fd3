/** Messages that can never be processed are kept where an operator reads, replays or discards them. */
package caravana.invoices.deadletter;
