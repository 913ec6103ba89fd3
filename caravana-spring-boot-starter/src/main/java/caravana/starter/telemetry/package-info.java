/** Tracing of Camel routes with the OpenTelemetry SDK, and the trace context in log lines and metrics. */
package caravana.starter.telemetry;
