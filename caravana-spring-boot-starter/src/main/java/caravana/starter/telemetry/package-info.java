/** Camel's tracing with OpenTelemetry's SDK and semantic conventions, and the trace in log lines and metrics. */
package caravana.starter.telemetry;
