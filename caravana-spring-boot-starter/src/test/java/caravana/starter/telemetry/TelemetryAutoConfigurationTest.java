package caravana.starter.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.DefaultRoutesCollector;
import org.apache.camel.main.RoutesCollector;
import org.apache.camel.opentelemetry.OpenTelemetryTracer;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.amqp.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class TelemetryAutoConfigurationTest {

    private final ApplicationContextRunner telemetry = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TelemetryAutoConfiguration.class))
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withPropertyValues("spring.application.name=pets");
    private final ApplicationContextRunner service = telemetry.withBean(CamelContext.class, DefaultCamelContext::new);

    @Test
    void tracesAServiceWithBrokerAndDatabase() {
        service.withConfiguration(
                        AutoConfigurations.of(RabbitAutoConfiguration.class, DataSourceAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=jdbc:postgresql://localhost:5432/pets")
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(Tracer.class);
                    assertThat(context).hasSingleBean(OpenTelemetryTracer.class);
                    assertThat(context.getBean(OpenTelemetry.class)).isInstanceOf(OpenTelemetrySdk.class);
                });
    }

    @Test
    void tracesAServiceWithoutDatabaseAndBroker() {
        service.run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(OpenTelemetry.class)
                .hasSingleBean(OpenTelemetryTracer.class));
    }

    @Test
    void tracesAServiceWithABrokerAlone() {
        service.withConfiguration(AutoConfigurations.of(RabbitAutoConfiguration.class))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(OpenTelemetryTracer.class));
    }

    @Test
    void findsTheCamelContextThatCamelConfigures() {
        telemetry
                .withConfiguration(AutoConfigurations.of(CamelAutoConfiguration.class))
                .withBean(RoutesCollector.class, DefaultRoutesCollector::new)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(OpenTelemetryTracer.class));
    }

    @Test
    void tracesNoRoutesWithoutCamel() {
        telemetry.run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(OpenTelemetry.class)
                .doesNotHaveBean(OpenTelemetryTracer.class));
    }

    @Test
    void backsOffIfAServiceHasAnOpenTelemetryBean() {
        OpenTelemetry own = OpenTelemetry.noop();
        Tracer ownTracer = own.getTracer("own");
        service.withBean(OpenTelemetry.class, () -> own)
                .withBean(Tracer.class, () -> ownTracer)
                .run(context -> {
                    assertThat(context).getBean(OpenTelemetry.class).isSameAs(own);
                    assertThat(context).getBean(Tracer.class).isSameAs(ownTracer);
                });
    }
}
