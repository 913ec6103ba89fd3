/** A Spring Boot starter with the infrastructure of Camel services that publish events from an outbox. */
package caravana.starter;
