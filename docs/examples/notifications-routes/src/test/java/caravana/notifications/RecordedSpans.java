package caravana.notifications;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.traces.ConfigurableSpanExporterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.List;

/** The exporter {@code memory}, which the parent pom names for tests: it keeps the spans that have ended. */
public final class RecordedSpans implements ConfigurableSpanExporterProvider {

    private static final InMemorySpanExporter SPANS = InMemorySpanExporter.create();

    /** The spans of one trace that have ended so far. */
    public static List<SpanData> ofTrace(String traceId) {
        return SPANS.getFinishedSpanItems().stream()
                .filter(span -> span.getTraceId().equals(traceId))
                .toList();
    }

    @Override
    public SpanExporter createExporter(ConfigProperties config) {
        return SPANS;
    }

    @Override
    public String getName() {
        return "memory";
    }
}
