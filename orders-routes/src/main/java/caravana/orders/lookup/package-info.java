/** A merchant reads its own orders. */
package caravana.orders.lookup;
