package caravana.invoices;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.tracing.ActiveSpanManager;
import org.apache.camel.tracing.SpanAdapter;
import org.slf4j.MDC;

/** What an exchange is about. Its spans carry it as attributes, and the lines that are logged on its way as fields. */
public final class Subject {

    /** The exchange property that holds it: a map of attributes. */
    public static final String PROPERTY = "subject";

    static final String ORDER = "caravana.order.id";
    static final String MERCHANT = "caravana.merchant";
    static final String INVOICE_NUMBER = "caravana.invoice.number";

    private Subject() {}

    /** As long as no more is known than who asks. */
    public static Map<String, String> merchant(String merchant) {
        return Map.of(MERCHANT, merchant);
    }

    /** An order, its merchant, and the number of its invoice, or null where there is none yet. */
    public static Map<String, String> order(UUID id, String merchant, String invoiceNumber) {
        Map<String, String> subject = new HashMap<>();
        subject.put(ORDER, id.toString());
        subject.put(MERCHANT, merchant);
        if (invoiceNumber != null) {
            subject.put(INVOICE_NUMBER, invoiceNumber);
        }
        return subject;
    }

    /** From here on the exchange, the span that it is in, and its log lines are about this, until the span ends. */
    public static void enter(Exchange exchange, Map<String, String> subject) {
        exchange.setProperty(PROPERTY, subject);
        SpanAdapter span = ActiveSpanManager.getSpan(exchange);
        if (span != null) {
            subject.forEach(span::setTag);
        }
        subject.forEach(MDC::put);
    }

    /** The thread goes on with something else. */
    static void leave() {
        MDC.remove(ORDER);
        MDC.remove(MERCHANT);
        MDC.remove(INVOICE_NUMBER);
    }

    /** The attributes of what an exchange is about; none as long as that is not known. */
    @SuppressWarnings("unchecked")
    static Map<String, String> of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Map.of(), Map.class);
    }
}
