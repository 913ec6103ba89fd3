/** Issued invoices are announced: what their transaction put into the outbox is published as an event. */
package caravana.invoices.outbox;
