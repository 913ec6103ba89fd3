/** An order comes in over HTTP, is checked against the contract, and is stored together with its outbox row. */
package caravana.orders.intake;
