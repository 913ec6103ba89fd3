/** An issued invoice comes back from Invoices and completes its order. */
package caravana.orders.completion;
