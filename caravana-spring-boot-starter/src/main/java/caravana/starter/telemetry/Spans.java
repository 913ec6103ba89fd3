package caravana.starter.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import java.util.Collection;
import org.apache.camel.Exchange;
import org.apache.camel.tracing.ActiveSpanManager;
import org.apache.camel.tracing.SpanAdapter;

/** What a route may add to the span that its exchange is in; nothing happens where there is none. */
public final class Spans {

    private static final AttributeKey<String> EXCEPTION_TYPE = AttributeKey.stringKey("exception.type");

    private Spans() {}

    /** Records that an attempt has failed, whether or not there will be another. */
    public static void recordException(Exchange failed) {
        SpanAdapter active = ActiveSpanManager.getSpan(failed);
        if (active != null) {
            recordException(of(active), caught(failed));
        }
    }

    /** Links the span to where other traces go on; the span itself stays in its own trace. */
    public static void link(Exchange exchange, Collection<String> traceparents) {
        SpanAdapter active = ActiveSpanManager.getSpan(exchange);
        if (active != null) {
            Span span = of(active);
            traceparents.forEach(traceparent -> span.addLink(TraceParent.spanContext(traceparent)));
        }
    }

    /** Records the class of an exception, and not a word of its message, which may cite a customer. */
    static void recordException(Span span, Throwable failure) {
        span.addEvent(
                "exception", Attributes.of(EXCEPTION_TYPE, failure.getClass().getName()));
    }

    static Exception caught(Exchange failed) {
        return failed.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    }

    /** Camel hides the OpenTelemetry span; made current for a moment, it can be had. */
    static Span of(SpanAdapter camels) {
        try (AutoCloseable scope = camels.makeCurrent()) {
            return Span.current();
        } catch (Exception e) {
            throw new IllegalStateException("the scope of a span can always be closed", e);
        }
    }
}
