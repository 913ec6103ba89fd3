/** Read access to invoices, limited to those of the authenticated merchant. */
package caravana.invoices.lookup;
