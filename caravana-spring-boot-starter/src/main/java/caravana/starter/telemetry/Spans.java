package caravana.starter.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import java.util.Collection;
import org.apache.camel.Exchange;
import org.apache.camel.tracing.ActiveSpanManager;
import org.apache.camel.tracing.SpanAdapter;

/** Operations on the active span of an exchange; without a span they do nothing. */
public final class Spans {

    private static final AttributeKey<String> EXCEPTION_TYPE = AttributeKey.stringKey("exception.type");

    private Spans() {}

    /** Records the exception of a failed attempt as a span event. */
    public static void recordException(Exchange failed) {
        SpanAdapter active = ActiveSpanManager.getSpan(failed);
        if (active != null) {
            recordException(of(active), caught(failed));
        }
    }

    /** Adds span links to other traces. */
    public static void link(Exchange exchange, Collection<String> traceparents) {
        SpanAdapter active = ActiveSpanManager.getSpan(exchange);
        if (active != null) {
            Span span = of(active);
            traceparents.forEach(traceparent -> span.addLink(TraceParent.spanContext(traceparent)));
        }
    }

    /** Records the class of an exception without its message, which may contain customer data. */
    static void recordException(Span span, Throwable failure) {
        span.addEvent(
                "exception", Attributes.of(EXCEPTION_TYPE, failure.getClass().getName()));
    }

    static Exception caught(Exchange failed) {
        return failed.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    }

    /** Camel's adapter does not expose its OpenTelemetry span; making it current gives access to it. */
    static Span of(SpanAdapter camels) {
        try (AutoCloseable scope = camels.makeCurrent()) {
            return Span.current();
        } catch (Exception e) {
            throw new IllegalStateException("the scope of a span can always be closed", e);
        }
    }
}
