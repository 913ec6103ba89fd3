/** Tests of Invoices: its beans by themselves, and its routes against a real database and a real broker. */
package caravana.invoices;
