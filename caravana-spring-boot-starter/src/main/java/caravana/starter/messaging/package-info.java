/** RabbitMQ as an endpoint: publisher confirms, dead letters, and what waits and tries again. */
package caravana.starter.messaging;
