/** A placed order becomes an invoice, and the invoice gets its number. */
package caravana.invoices.issuing;
