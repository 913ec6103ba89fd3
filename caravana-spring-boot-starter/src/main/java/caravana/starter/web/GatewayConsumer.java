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
 * Identifies who calls: the consumer that the gateway (Kong) has authenticated. The spans and log lines of the request
 * carry its name from here on.
 */
public final class GatewayConsumer implements Processor {

    /** The exchange property that holds the consumer's name. */
    public static final String PROPERTY = "consumer";

    /** Written by Kong, which strips what a client sends under this name. */
    public static final String HEADER = "X-Consumer-Custom-ID";

    /** Header fields are not UTF-8: anything but ASCII would be somebody else's name. */
    private static final Pattern NAME = Pattern.compile("[ -~]{1,200}");

    private final String attribute;
    private final String defaultName;

    /**
     * Identifies consumers.
     *
     * @param attribute the attribute of spans and log lines that holds the name
     * @param defaultName the consumer of a request that no gateway has authenticated; null refuses such a request
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
     * The consumer's name, 1 to 200 characters.
     *
     * @throws ProblemException 401 where there is none
     */
    public String name(HttpServletRequest request) {
        return HttpRequests.header(request, HEADER)
                .filter(name -> !name.isBlank())
                .or(() -> Optional.ofNullable(defaultName))
                .filter(name -> NAME.matcher(name).matches())
                .orElseThrow(
                        () -> new ProblemException(
                                HttpStatus.UNAUTHORIZED,
                                "The request carries no consumer of 1 to 200 ASCII characters: call through the gateway with a key."));
    }
}
