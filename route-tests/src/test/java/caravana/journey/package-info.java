/** End-to-end tests: both services as separate processes, from the request to the invoice, also during failures. */
package caravana.journey;
