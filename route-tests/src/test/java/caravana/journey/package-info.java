/** Whole journeys: both services as processes of their own, from the request to the invoice, also when parts fail. */
package caravana.journey;
