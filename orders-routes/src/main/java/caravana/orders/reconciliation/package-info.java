/** Orders that should have their invoice by now are found, counted, and announced once more. */
package caravana.orders.reconciliation;
