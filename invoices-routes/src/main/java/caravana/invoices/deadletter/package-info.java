/** Messages that can never be processed are kept where an operator reads them. */
package caravana.invoices.deadletter;
