package caravana.starter.web;

import caravana.starter.telemetry.SpanAttributes;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.http.HttpStatus;

/**
 * Identifies the consumer that the gateway (Kong) has authenticated, and adds its name to the request's spans and log
 * lines.
 */
public final class GatewayConsumer implements Processor {

    /** The exchange property that holds the consumer's name. */
    public static final String PROPERTY = "consumer";

    /** Set by Kong, which removes a header of this name that a client sends. */
    public static final String HEADER = "X-Consumer-Custom-ID";

    /** ASCII only: header fields have no defined charset, so other characters could be decoded to a different name. */
    private static final Pattern NAME = Pattern.compile("[ -~]{1,200}");

    private final String attribute;
    private final String defaultName;

    /**
     * Creates a processor that identifies consumers.
     *
     * @param attribute the attribute of spans and log lines for the name
     * @param defaultName the consumer of a request without the header; null to reject such a request
     */
    public GatewayConsumer(String attribute, String defaultName) {
        this.attribute = attribute;
        this.defaultName = defaultName;
    }

    @Override
    public void process(Exchange exchange) {
        String name = name(HttpRequests.request(exchange));
        exchange.setProperty(PROPERTY, name);
        SpanAttributes.set(exchange, Map.of(attribute, name));
    }

    /**
     * Returns the consumer's name: 1 to 200 printable ASCII characters.
     *
     * @throws ProblemException 401 if the name is missing or invalid
     */
    public String name(HttpServletRequest request) {
        return HttpRequests.header(request, HEADER)
                .filter(name -> !name.isBlank())
                .or(() -> Optional.ofNullable(defaultName))
                .filter(name -> NAME.matcher(name).matches())
                .orElseThrow(() -> new ProblemException(
                        HttpStatus.UNAUTHORIZED,
                        "The request has no valid consumer. Send it through the gateway with an API key."));
    }
}
