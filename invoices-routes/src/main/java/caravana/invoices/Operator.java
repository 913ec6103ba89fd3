package caravana.invoices;

import caravana.starter.web.GatewayConsumer;
import caravana.starter.web.HttpRequests;
import caravana.starter.web.ProblemException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * The person on call behind a request: an authenticated consumer in the group {@code operators}. Nobody else gets
 * past.
 */
@Component("operator")
public class Operator extends ExpressionAdapter {

    /** The exchange property that holds the operator's name. */
    public static final String PROPERTY = "operator";

    /** Written by Kong's acl plugin: the consumer's groups, separated by commas. */
    public static final String GROUPS_HEADER = "X-Consumer-Groups";

    private static final String GROUP = "operators";

    private final GatewayConsumer consumer;
    private final InvoicesProperties properties;

    public Operator(GatewayConsumer consumer, InvoicesProperties properties) {
        this.consumer = consumer;
        this.properties = properties;
    }

    @Override
    public Object evaluate(Exchange exchange) {
        String name = consumer.name(HttpRequests.request(exchange));
        String groups = HttpRequests.header(exchange, GROUPS_HEADER)
                .or(() ->
                        isAuthenticated(exchange) ? Optional.empty() : Optional.ofNullable(properties.defaultGroups()))
                .orElse("");
        if (Arrays.stream(groups.split(",")).map(String::strip).noneMatch(GROUP::equals)) {
            throw new ProblemException(HttpStatus.FORBIDDEN, "Only consumers in the group " + GROUP + " may do this.");
        }
        return name;
    }

    /** The groups of those whom no gateway knows must not fall to a consumer whom it knows, and has put in none. */
    private static boolean isAuthenticated(Exchange exchange) {
        return HttpRequests.header(exchange, GatewayConsumer.HEADER).isPresent();
    }
}
