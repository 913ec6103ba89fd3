package caravana.invoices;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Finds out on whose behalf a request is made: the merchant is the consumer that the gateway has authenticated. Spans and
 * log lines of the request tell it from here on.
 */
@Component("merchant")
public class Merchant implements Processor {

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
    public void process(Exchange asked) {
        String name = name(HttpCall.request(asked));
        asked.setProperty(PROPERTY, name);
        Subject.enter(asked, Subject.merchant(name));
    }

    String name(HttpServletRequest request) {
        return HttpCall.header(request, HEADER)
                .filter(name -> !name.isBlank())
                .or(() -> Optional.ofNullable(properties.defaultMerchant()))
                .filter(name -> NAME.matcher(name).matches())
                .orElseThrow(
                        () -> new RequestRefused(
                                HttpStatus.UNAUTHORIZED,
                                "The request carries no merchant of 1 to 200 ASCII characters: call through the gateway with a key."));
    }
}
