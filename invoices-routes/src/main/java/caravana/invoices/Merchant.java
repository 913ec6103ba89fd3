package caravana.invoices;

import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** The merchant on whose behalf a request is made: the consumer that the gateway has authenticated. */
@Component("merchant")
public class Merchant extends ExpressionAdapter {

    /** The exchange property that holds the merchant. */
    public static final String PROPERTY = "merchant";

    /** Written by Kong, which strips what a client sends under this name. */
    public static final String HEADER = "X-Consumer-Custom-ID";

    /** Header fields are not UTF-8: anything but ASCII would be somebody else's name. */
    private static final Pattern NAME = Pattern.compile("[ -~]{1,200}");

    private final InvoicesProperties properties;

    public Merchant(InvoicesProperties properties) {
        this.properties = properties;
    }

    @Override
    public Object evaluate(Exchange exchange) {
        return HttpCall.header(exchange, HEADER)
                .filter(name -> !name.isBlank())
                .or(() -> Optional.ofNullable(properties.defaultMerchant()))
                .filter(name -> NAME.matcher(name).matches())
                .orElseThrow(
                        () -> new RequestRefused(
                                HttpStatus.UNAUTHORIZED,
                                "The request carries no merchant of 1 to 200 ASCII characters: call through the gateway with a key."));
    }
}
