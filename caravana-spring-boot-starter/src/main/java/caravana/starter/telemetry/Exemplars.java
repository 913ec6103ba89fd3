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

/** Exemplars: a figure of {@code /actuator/prometheus} names a trace that it comes from (OpenMetrics 1.0). */
@Configuration(proxyBeanMethods = false)
class Exemplars {

    @Bean
    SpanContext currentSpan() {
        return new OpenTelemetrySpanContext();
    }

    /** A request is measured when its answer is out, after its route and its span: the span is looked up once more. */
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
