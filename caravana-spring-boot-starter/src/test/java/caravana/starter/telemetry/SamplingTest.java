package caravana.starter.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.starter.telemetry.TelemetryAutoConfiguration.RequestsAndMessages;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.mock.env.MockEnvironment;

/** {@code OTEL_TRACES_SAMPLER} and the parent span decide which traces are sampled. */
class SamplingTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final Sampler ALL = Sampler.parentBased(Sampler.alwaysOn());
    private static final Sampler NONE = Sampler.parentBased(Sampler.alwaysOff());

    @ParameterizedTest
    @EnumSource(
            value = SpanKind.class,
            names = {"SERVER", "CONSUMER"})
    void aRequestOrAMessageStartsATraceIfTheSamplerDecidesSo(SpanKind kind) {
        assertThat(kept(ALL, Context.root(), kind)).isTrue();
        assertThat(kept(NONE, Context.root(), kind)).isFalse();
    }

    @Test
    void aRelayStartsNoTrace() {
        assertThat(kept(ALL, Context.root(), SpanKind.CLIENT)).isFalse();
        assertThat(kept(ALL, Context.root(), SpanKind.PRODUCER)).isFalse();
        assertThat(kept(ALL, Context.root(), SpanKind.INTERNAL)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(SpanKind.class)
    void aTraceContinuesIfItsParentIsSampled(SpanKind kind) {
        for (boolean remote : new boolean[] {true, false}) {
            assertThat(kept(NONE, parent(remote, TraceFlags.getSampled()), kind))
                    .isTrue();
            assertThat(kept(ALL, parent(remote, TraceFlags.getDefault()), kind)).isFalse();
        }
    }

    @Test
    void theStandardVariableChoosesTheSampler() {
        assertThat(keepsRequests()).as("by default").isTrue();
        // The SDK reads a system property as well as the variable.
        System.setProperty("otel.traces.sampler", "parentbased_always_off");
        try {
            assertThat(keepsRequests()).isFalse();
        } finally {
            System.clearProperty("otel.traces.sampler");
        }
    }

    private boolean keepsRequests() {
        try (OpenTelemetrySdk sdk =
                (OpenTelemetrySdk) new TelemetryAutoConfiguration().openTelemetry(new MockEnvironment())) {
            Tracer tracer = sdk.getTracer("any");
            Span request =
                    tracer.spanBuilder("any").setSpanKind(SpanKind.SERVER).startSpan();
            return request.getSpanContext().isSampled();
        }
    }

    private boolean kept(Sampler configured, Context parent, SpanKind kind) {
        return new RequestsAndMessages(configured)
                .shouldSample(parent, TRACE, "any", kind, Attributes.empty(), List.of())
                .getDecision()
                .equals(SamplingDecision.RECORD_AND_SAMPLE);
    }

    private static Context parent(boolean remote, TraceFlags flags) {
        SpanContext parent = remote
                ? SpanContext.createFromRemoteParent(TRACE, "00f067aa0ba902b7", flags, TraceState.getDefault())
                : SpanContext.create(TRACE, "00f067aa0ba902b7", flags, TraceState.getDefault());
        return Context.root().with(Span.wrap(parent));
    }
}
