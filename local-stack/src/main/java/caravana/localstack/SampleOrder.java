package caravana.localstack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/** Places one order and waits for its invoice. */
final class SampleOrder {

    private static final Duration INVOICE_TIMEOUT = Duration.ofSeconds(60);

    private final CaravanaClient shop;
    private final Console console;

    SampleOrder(CaravanaClient shop, Console console) {
        this.shop = shop;
        this.console = console;
    }

    /** Returns the order's trace id; empty if the order was rejected or got no invoice. Prints the result. */
    Optional<String> placeAndAwaitInvoice() {
        JsonNode placed;
        try {
            placed = shop.place(sample());
        } catch (CaravanaClient.Refused e) {
            console.error("the sample order was rejected: " + e.getMessage());
            return Optional.empty();
        }
        String id = placed.path("id").asText();
        Optional<JsonNode> order = Polling.until(INVOICE_TIMEOUT, () -> shop.invoicedOrder(id));
        Optional<JsonNode> invoice = order.flatMap(invoiced -> shop.invoiceOf(id));
        if (invoice.isEmpty()) {
            console.say("Order " + JsonHttp.pretty(placed));
            console.error("the sample order " + id + " got no invoice within " + INVOICE_TIMEOUT.toSeconds() + " s");
            return Optional.empty();
        }
        console.say("Order " + JsonHttp.pretty(order.get()));
        console.say("Invoice " + JsonHttp.pretty(invoice.get()));
        return Optional.of(placed.path("traceId").asText());
    }

    private static JsonNode sample() {
        try (InputStream json = SampleOrder.class.getResourceAsStream("sample-order.json")) {
            return JsonHttp.JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
