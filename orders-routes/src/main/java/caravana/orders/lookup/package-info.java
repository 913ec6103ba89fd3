/** Read access to orders, limited to those of the authenticated merchant. */
package caravana.orders.lookup;
