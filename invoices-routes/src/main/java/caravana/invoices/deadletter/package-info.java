/** Dead letters: storage, and the API by which operators read, replay and discard them. */
package caravana.invoices.deadletter;
