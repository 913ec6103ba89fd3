/** Issued invoices that wait in the outbox are published, and forgotten there once the broker has confirmed them. */
package caravana.invoices.announcing;
