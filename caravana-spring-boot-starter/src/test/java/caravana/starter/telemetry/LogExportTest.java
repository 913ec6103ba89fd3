package caravana.starter.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.testing.exporter.InMemoryLogRecordExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Log lines are exported through OpenTelemetry with their trace context. */
class LogExportTest {

    private static final Logger LOG = LoggerFactory.getLogger("caravana.a.logger.of.this.test");

    private final InMemoryLogRecordExporter exported = InMemoryLogRecordExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder().build())
            .setLoggerProvider(SdkLoggerProvider.builder()
                    .addLogRecordProcessor(SimpleLogRecordProcessor.create(exported))
                    .build())
            .build();
    private final LogExport export = new LogExport(sdk);

    @BeforeEach
    void start() {
        export.afterPropertiesSet();
    }

    @AfterEach
    void stop() {
        export.destroy();
        sdk.close();
    }

    @Test
    void exportsMessageTimeLoggerAndTraceContext() {
        Span span = sdk.getTracer("any").spanBuilder("POST /orders").startSpan();
        long before = System.currentTimeMillis();
        try (Scope scope = span.makeCurrent();
                MDC.MDCCloseable order = MDC.putCloseable("caravana.order.id", "an order's id")) {
            LOG.warn("Order {} waits", 7);
        }
        LogRecordData line = line();
        assertThat(line.getBodyValue().asString()).isEqualTo("Order 7 waits");
        assertThat(line.getInstrumentationScopeInfo().getName()).isEqualTo(LOG.getName());
        assertThat(line.getSeverity()).isEqualTo(Severity.WARN);
        assertThat(line.getSeverityText()).isEqualTo("WARN");
        assertThat(TimeUnit.NANOSECONDS.toMillis(line.getTimestampEpochNanos()))
                .isBetween(before, System.currentTimeMillis());
        assertThat(line.getSpanContext()).isEqualTo(span.getSpanContext());
        assertThat(line.getAttributes().asMap())
                .containsEntry(AttributeKey.stringKey("caravana.order.id"), "an order's id")
                .containsEntry(
                        AttributeKey.stringKey("thread.name"),
                        Thread.currentThread().getName())
                .hasSize(2);
    }

    @Test
    void exportsTheStackTraceOfAnException() {
        LOG.error("It failed", new IllegalStateException("a bug"));
        LogRecordData line = line();
        assertThat(line.getSeverity()).isEqualTo(Severity.ERROR);
        assertThat(line.getSpanContext().isValid()).isFalse();
        assertThat(line.getAttributes().get(AttributeKey.stringKey("exception.type")))
                .isEqualTo("java.lang.IllegalStateException");
        assertThat(line.getAttributes().get(AttributeKey.stringKey("exception.stacktrace")))
                .contains("a bug", "LogExportTest.exportsTheStackTraceOfAnException");
    }

    @Test
    void exportsNothingAfterTheServiceHasStopped() {
        export.destroy();
        LOG.error("Too late");
        assertThat(lines()).isEmpty();
    }

    @Test
    void isConfiguredOnlyIfTheStandardVariableIsSet() {
        ApplicationContextRunner service = new ApplicationContextRunner()
                .withBean(OpenTelemetry.class, OpenTelemetry::noop)
                .withUserConfiguration(LogExport.class);
        service.run(context -> assertThat(context).doesNotHaveBean(LogExport.class));
        service.withPropertyValues("otel.logs.exporter=none")
                .run(context -> assertThat(context).doesNotHaveBean(LogExport.class));
        service.withPropertyValues("otel.logs.exporter=otlp")
                .run(context -> assertThat(context).hasSingleBean(LogExport.class));
    }

    private LogRecordData line() {
        assertThat(lines()).hasSize(1);
        return lines().get(0);
    }

    /** The lines of this test: other code in this JVM may log too. */
    private List<LogRecordData> lines() {
        return exported.getFinishedLogRecordItems().stream()
                .filter(line -> line.getInstrumentationScopeInfo().getName().equals(LOG.getName()))
                .toList();
    }
}
