/** A merchant reads its own invoices. */
package caravana.invoices.lookup;
