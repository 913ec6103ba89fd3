package caravana.starter.telemetry;

import static java.util.stream.Collectors.toMap;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.opentelemetry.OpenTelemetryTracer;
import org.apache.camel.opentelemetry.SpanCustomizer;
import org.apache.camel.spi.EventNotifier;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.RoutePolicySupport;
import org.apache.camel.tracing.ActiveSpanManager;
import org.apache.camel.tracing.SpanAdapter;
import org.apache.camel.tracing.SpanDecorator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.opentelemetry.OpenTelemetryAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.amqp.RabbitConnectionDetails;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * Connects Camel's tracing to the OpenTelemetry SDK, which is configured by the standard {@code OTEL_*} variables.
 * camel-opentelemetry is deprecated from Camel 4.19; its successor sets no span kinds in 4.17.
 */
@AutoConfiguration(
        before = {OpenTelemetryAutoConfiguration.class, ObservationAutoConfiguration.class},
        after = CamelAutoConfiguration.class)
@Import({Exemplars.class, LogExport.class})
class TelemetryAutoConfiguration {

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    OpenTelemetry openTelemetry(Environment environment) {
        Map<String, String> defaults = new HashMap<>(Map.of(
                "otel.service.name", environment.getProperty("spring.application.name", "unknown_service"),
                "otel.exporter.otlp.protocol", "http/protobuf",
                "otel.metrics.exporter", "none",
                "otel.logs.exporter", "none"));
        // The otel.* keys of a service's configuration are defaults too: OTEL_* variables override them.
        defaults.putAll(Binder.get(environment)
                .bind("otel", Bindable.mapOf(String.class, String.class))
                .map(TelemetryAutoConfiguration::prefixed)
                .orElse(Map.of()));
        return AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> defaults)
                .addSamplerCustomizer((sampler, config) -> new RequestsAndMessages(sampler))
                .build()
                .getOpenTelemetrySdk();
    }

    private static Map<String, String> prefixed(Map<String, String> otel) {
        return otel.entrySet().stream().collect(toMap(entry -> "otel." + entry.getKey(), Map.Entry::getValue));
    }

    @Bean
    @ConditionalOnMissingBean
    Tracer tracer(OpenTelemetry openTelemetry) {
        return openTelemetry.getTracer("caravana.starter");
    }

    @Bean
    @ConditionalOnMissingBean
    ContextPropagators contextPropagators(OpenTelemetry openTelemetry) {
        return openTelemetry.getPropagators();
    }

    /** Camel's tracer with {@link SpanConventions}. */
    @Bean(initMethod = "", destroyMethod = "") // Camel starts and stops it
    @ConditionalOnBean(CamelContext.class)
    @ConditionalOnMissingBean
    OpenTelemetryTracer camelTracer(
            CamelContext camel,
            Tracer tracer,
            ContextPropagators propagators,
            ObjectProvider<RabbitConnectionDetails> broker,
            ObjectProvider<JdbcConnectionDetails> database) {
        SpanConventions conventions = conventions(broker.getIfAvailable(), database.getIfAvailable());
        OpenTelemetryTracer camelTracer = new OpenTelemetryTracer() {
            @Override
            protected SpanDecorator getSpanDecorator(Endpoint endpoint) {
                return conventions.of(endpoint).orElseGet(() -> super.getSpanDecorator(endpoint));
            }

            /** No span for routes that another route calls, nor for polling routes, which belong to no trace. */
            @Override
            public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
                String from = ((RouteDefinition) route).getInput().getEndpointUri();
                if (from.startsWith("direct:")) {
                    return new ContinuesSpan();
                }
                return from.startsWith("scheduler:") ? null : super.createRoutePolicy(context, routeId, route);
            }
        };
        camelTracer.setTracer(tracer);
        camelTracer.setContextPropagators(propagators);
        camelTracer.init(camel);
        keepSpansCurrent(camel);
        return camelTracer;
    }

    private static SpanConventions conventions(RabbitConnectionDetails broker, JdbcConnectionDetails database) {
        return new SpanConventions(
                broker == null ? null : broker.getFirstAddress().host(),
                broker == null ? 0 : broker.getFirstAddress().port(),
                database == null ? "jdbc:postgresql:" : database.getJdbcUrl());
    }

    /** Removes the property by which Camel's direct endpoint ends the scope of the previous span (4.17). */
    private static final class ContinuesSpan extends RoutePolicySupport {

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            exchange.removeProperty(ExchangePropertyKey.OTEL_CLOSE_CLIENT_SCOPE);
        }
    }

    /**
     * Keeps the span of an exchange current on its thread, for log lines and exemplars. Camel 4.17 closes the scope if
     * an exchange could continue on another thread; the exchanges of these routes stay on one thread.
     */
    private static void keepSpansCurrent(CamelContext camel) {
        for (EventNotifier notifier : camel.getManagementStrategy().getEventNotifiers()) {
            if (notifier.getClass().getEnclosingClass() == org.apache.camel.tracing.Tracer.class) {
                ((EventNotifierSupport) notifier).setIgnoreExchangeAsyncProcessingStartedEvents(true);
            }
        }
    }

    /** Continues the stored trace when an event leaves the outbox or a dead letter is replayed. */
    @Bean
    SpanCustomizer continuesStoredTraces() {
        return new SpanCustomizer() {
            @Override
            public boolean isEnabled(String operationName, Exchange exchange) {
                return exchange.getProperty(TraceParent.PROPERTY) != null;
            }

            @Override
            public void customize(SpanBuilder span, String operationName, Exchange exchange) {
                Context stored = TraceParent.context(exchange.getProperty(TraceParent.PROPERTY, String.class));
                SpanAdapter active = ActiveSpanManager.getSpan(exchange);
                boolean alreadyContinued = active != null
                        && active.traceId()
                                .equals(Span.fromContext(stored)
                                        .getSpanContext()
                                        .getTraceId());
                if (!alreadyContinued) {
                    span.setParent(stored);
                    String cause = exchange.getProperty(TraceParent.CAUSE, String.class);
                    if (cause != null) {
                        span.addLink(TraceParent.spanContext(cause));
                    }
                }
            }
        };
    }

    /**
     * Starts a trace for a request or a message only. The relay polls several times a second; its SQL belongs to no
     * trace. This is cheaper than Camel's exclude patterns, which are matched for every event.
     */
    record RequestsAndMessages(Sampler configured) implements Sampler {

        @Override
        public SamplingResult shouldSample(
                Context parent,
                String traceId,
                String name,
                SpanKind kind,
                Attributes attributes,
                List<LinkData> links) {
            SpanContext parentSpan = Span.fromContext(parent).getSpanContext();
            boolean begins = !parentSpan.isValid() && (kind == SpanKind.SERVER || kind == SpanKind.CONSUMER);
            boolean goesOn = parentSpan.isValid() && (parentSpan.isRemote() || parentSpan.isSampled());
            return begins || goesOn
                    ? configured.shouldSample(parent, traceId, name, kind, attributes, links)
                    : SamplingResult.drop();
        }

        @Override
        public String getDescription() {
            return "RequestsAndMessages{" + configured.getDescription() + "}";
        }
    }
}
