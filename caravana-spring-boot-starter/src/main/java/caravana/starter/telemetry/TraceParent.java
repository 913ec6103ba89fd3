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

/** The {@code traceparent} (W3C Trace Context, version 00) that is stored with an event in the outbox. */
public final class TraceParent {

    /** The exchange property with the trace that the next message continues, set when an event leaves the outbox. */
    public static final String PROPERTY = "traceparent";

    /** The exchange property with another span that caused the next message, which is linked to the message's span. */
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

    /** Returns the active span of an exchange; if tracing is off, a new unsampled one, so that there is a trace id. */
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

    /** Returns the context that continues a trace. */
    public static Context context(String traceparent) {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, ONE_VALUE);
    }

    /** Returns the span context of a traceparent. */
    static SpanContext spanContext(String traceparent) {
        return Span.fromContext(context(traceparent)).getSpanContext();
    }

    /** Creates a traceparent with a new trace id, without a span. */
    public static String unsampled() {
        IdGenerator ids = IdGenerator.random();
        return "00-" + ids.generateTraceId() + "-" + ids.generateSpanId() + "-00";
    }

    /** Returns the trace id of a traceparent. */
    public static String traceId(String traceparent) {
        return traceparent.substring(3, 35);
    }

    /** Whether the text is a traceparent of version 00. */
    public static boolean isValid(String text) {
        return text != null && FORMAT.matcher(text).matches();
    }
}
