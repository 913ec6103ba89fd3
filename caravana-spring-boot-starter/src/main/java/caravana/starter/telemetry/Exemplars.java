package caravana.starter.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.observation.MeterObservationHandler;
import io.micrometer.observation.Observation;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.prometheus.metrics.tracer.common.SpanContext;
import io.prometheus.metrics.tracer.otel.OpenTelemetrySpanContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/** Adds exemplars (OpenMetrics 1.0) to {@code /actuator/prometheus}: a trace id for each recorded value. */
@Configuration(proxyBeanMethods = false)
class Exemplars {

    @Bean
    SpanContext currentSpan() {
        return new OpenTelemetrySpanContext();
    }

    /** An HTTP request is measured after its span has ended, so the span is made current again for the measurement. */
    @Bean
    MeterObservationHandler<Observation.Context> measuresRequestsInTheirSpan(MeterRegistry metrics) {
        return new DefaultMeterObservationHandler(metrics) {
            @Override
            public void onStop(Observation.Context observed) {
                Object span = observed instanceof ServerRequestObservationContext request
                        ? request.getCarrier().getAttribute(SpanConventions.REQUEST_SPAN)
                        : null;
                try (Scope scope = span instanceof Span known ? known.makeCurrent() : Scope.noop()) {
                    super.onStop(observed);
                }
            }
        };
    }
}
