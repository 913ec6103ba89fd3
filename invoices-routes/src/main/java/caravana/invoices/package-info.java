/** Invoices: turns every placed order into exactly one numbered invoice, announces it, and shows it to its merchant. */
package caravana.invoices;
