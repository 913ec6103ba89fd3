package caravana.starter.telemetry;

import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.tracing.ActiveSpanManager;
import org.apache.camel.tracing.SpanAdapter;
import org.slf4j.MDC;

/**
 * Attributes of an exchange, set on its spans (OpenTelemetry) and on its log lines (Mapped Diagnostic Context).
 */
public final class SpanAttributes {

    /** The exchange property that holds the attributes: a map of names to values. */
    public static final String PROPERTY = "spanAttributes";

    private SpanAttributes() {}

    /**
     * Adds attributes to the exchange, to its active span, and to its log lines until the span ends. Without a span,
     * they are set on the exchange only.
     */
    public static void set(Exchange exchange, Map<String, String> attributes) {
        Map<String, String> all = new HashMap<>(of(exchange));
        all.putAll(attributes);
        exchange.setProperty(PROPERTY, all);
        SpanAdapter span = ActiveSpanManager.getSpan(exchange);
        if (span != null) {
            attributes.forEach(span::setTag);
            attributes.forEach(MDC::put);
        }
    }

    /** Removes the attributes of an exchange from the thread's Mapped Diagnostic Context. */
    static void clear(Exchange exchange) {
        of(exchange).keySet().forEach(MDC::remove);
    }

    /** Returns the attributes of an exchange; empty by default. */
    @SuppressWarnings("unchecked")
    static Map<String, String> of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Map.of(), Map.class);
    }
}
