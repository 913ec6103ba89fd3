package caravana.invoices;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.Collection;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.tracing.ActiveSpanManager;
import org.apache.camel.tracing.SpanAdapter;

/** The {@code traceparent} that an order carries through the outbox (W3C Trace Context, version 00). */
public final class TraceParent {

    /** The exchange property whose trace the next message continues: set where an event leaves the outbox. */
    public static final String PROPERTY = "traceparent";

    private static final Pattern FORMAT = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceParent() {}

    /** The exchange's active span; where tracing is off, an unsampled one, so that an order still has its trace id. */
    public static String of(Exchange exchange) {
        SpanAdapter span = ActiveSpanManager.getSpan(exchange);
        if (span == null) {
            return unsampled();
        }
        // Camel hides the OpenTelemetry span; made current for a moment, it can be asked for its sampled flag.
        try (AutoCloseable scope = span.makeCurrent()) {
            SpanContext context = Span.current().getSpanContext();
            return context.isValid()
                    ? "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                            + context.getTraceFlags().asHex()
                    : unsampled();
        } catch (Exception e) {
            throw new IllegalStateException("the scope of a span can always be closed", e);
        }
    }

    /** Links the exchange's active span to where other traces go on; the span itself stays in its own trace. */
    public static void link(Exchange exchange, Collection<String> traceparents) {
        SpanAdapter span = ActiveSpanManager.getSpan(exchange);
        if (span == null) {
            return;
        }
        try (AutoCloseable scope = span.makeCurrent()) {
            for (String traceparent : traceparents) {
                Span.current()
                        .addLink(SpanContext.createFromRemoteParent(
                                traceId(traceparent),
                                traceparent.substring(36, 52),
                                TraceFlags.fromHex(traceparent, 53),
                                TraceState.getDefault()));
            }
        } catch (Exception e) {
            throw new IllegalStateException("the scope of a span can always be closed", e);
        }
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
