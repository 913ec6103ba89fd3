package caravana.starter.outbox;

import caravana.starter.messaging.PublisherConfirms;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** The relay of a service that has an {@link Outbox}. */
@AutoConfiguration(
        afterName = {
            "caravana.starter.messaging.MessagingAutoConfiguration",
            "caravana.starter.telemetry.TelemetryAutoConfiguration"
        })
@ConditionalOnBean({Outbox.class, PublisherConfirms.class})
@EnableConfigurationProperties(OutboxProperties.class)
class OutboxAutoConfiguration {

    @Bean
    OutboxRelayRoute outboxRelayRoute(
            Outbox outbox, OutboxProperties properties, PublisherConfirms confirms, Tracer tracer) {
        return new OutboxRelayRoute(outbox, properties, confirms, new OutboxSpans(tracer));
    }

    @Bean
    OutboxMetricsRoute outboxMetricsRoute(Outbox outbox, OutboxProperties properties, MeterRegistry metrics) {
        return new OutboxMetricsRoute(outbox, properties, new OutboxMetrics(metrics));
    }
}
