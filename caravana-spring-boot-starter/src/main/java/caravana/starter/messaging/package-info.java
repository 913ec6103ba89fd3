/** RabbitMQ endpoints: publisher confirms, dead letters and retries. */
package caravana.starter.messaging;
