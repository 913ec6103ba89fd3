package caravana.starter.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.tracing.ActiveSpanManager;
import org.apache.camel.tracing.SpanAdapter;

/** The {@code traceparent} that an event carries through the outbox (W3C Trace Context, version 00). */
public final class TraceParent {

    /** The exchange property whose trace the next message continues: set where an event leaves the outbox. */
    public static final String PROPERTY = "traceparent";

    /** The exchange property that names what else has caused the next message: its span is linked to that one. */
    public static final String CAUSE = "cause";

    private static final Pattern FORMAT = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private static final TextMapGetter<String> ONE_VALUE = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String traceparent) {
            return List.of("traceparent");
        }

        @Override
        public String get(String traceparent, String key) {
            return "traceparent".equals(key) ? traceparent : null;
        }
    };

    private TraceParent() {}

    /** The exchange's active span; where tracing is off, an unsampled one, so that there is a trace id all the same. */
    public static String of(Exchange exchange) {
        SpanAdapter span = ActiveSpanManager.getSpan(exchange);
        if (span == null) {
            return unsampled();
        }
        SpanContext context = Spans.of(span).getSpanContext();
        return context.isValid()
                ? "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                        + context.getTraceFlags().asHex()
                : unsampled();
    }

    /** The context in which a trace goes on, in whichever instance and however much later. */
    public static Context context(String traceparent) {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, ONE_VALUE);
    }

    /** The span that a traceparent names. */
    static SpanContext spanContext(String traceparent) {
        return Span.fromContext(context(traceparent)).getSpanContext();
    }

    /** A new trace id that no span belongs to. */
    public static String unsampled() {
        IdGenerator ids = IdGenerator.random();
        return "00-" + ids.generateTraceId() + "-" + ids.generateSpanId() + "-00";
    }

    /** The trace id in a traceparent. */
    public static String traceId(String traceparent) {
        return traceparent.substring(3, 35);
    }

    /** Whether this is a traceparent of version 00. */
    public static boolean isValid(String text) {
        return text != null && FORMAT.matcher(text).matches();
    }
}
