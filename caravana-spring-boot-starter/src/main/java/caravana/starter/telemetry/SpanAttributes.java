package caravana.starter.telemetry;

import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.tracing.ActiveSpanManager;
import org.apache.camel.tracing.SpanAdapter;
import org.slf4j.MDC;

/**
 * What an exchange is about: attributes of its spans (OpenTelemetry), and fields of the lines that are logged on its way
 * (Mapped Diagnostic Context).
 */
public final class SpanAttributes {

    /** The exchange property that holds them: a map of names and values. */
    public static final String PROPERTY = "spanAttributes";

    private SpanAttributes() {}

    /**
     * From here on the exchange, the span that it is in, and its log lines have these, too, until the span ends; without a
     * span only the exchange has them.
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

    /** The thread goes on with something else. */
    static void clear(Exchange exchange) {
        of(exchange).keySet().forEach(MDC::remove);
    }

    /** The attributes of an exchange; none as long as nothing is known of it. */
    @SuppressWarnings("unchecked")
    static Map<String, String> of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Map.of(), Map.class);
    }
}
