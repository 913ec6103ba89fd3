package caravana.localstack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** An HTTP client of the APIs of Orders and Invoices. */
final class CaravanaClient {

    private static final int CREATED = 201;

    private final JsonHttp http = new JsonHttp();
    private final String orders;
    private final String invoices;

    CaravanaClient(String ordersUrl, String invoicesUrl) {
        this.orders = ordersUrl;
        this.invoices = invoicesUrl;
    }

    /** An order was rejected, or there was no response. The message is the reason. */
    static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason);
        }
    }

    /** Places an order and returns the response body. */
    JsonNode place(JsonNode order) throws Refused {
        try {
            JsonHttp.Answer answer = http.post(orders + "/orders", order);
            if (answer.status() == CREATED) {
                return answer.body();
            }
            throw new Refused(answer.status() + " " + problem(answer.body()));
        } catch (IOException e) {
            throw new Refused("no response: " + StartFailure.reason(e));
        }
    }

    private static String problem(JsonNode body) {
        String fields = StreamSupport.stream(body.path("errors").spliterator(), false)
                .map(error -> error.path("pointer").asText() + " "
                        + error.path("detail").asText())
                .collect(Collectors.joining("; "));
        String words = body.path("detail").asText(body.path("title").asText());
        return fields.isEmpty() ? words : words + ": " + fields;
    }

    /** Returns the order once its status is {@code invoiced}. */
    Optional<JsonNode> invoicedOrder(String id) {
        return get(orders + "/orders/" + id)
                .filter(order -> order.path("status").asText().equals("invoiced"));
    }

    /** Returns the order's invoice once it is issued. */
    Optional<JsonNode> invoiceOf(String orderId) {
        return get(invoices + "/invoices?orderId=" + orderId)
                .map(page -> page.path("items").path(0))
                .filter(JsonNode::isObject);
    }

    private Optional<JsonNode> get(String url) {
        try {
            return Optional.of(http.get(url))
                    .filter(answer -> answer.status() == 200)
                    .map(JsonHttp.Answer::body);
        } catch (IOException notNow) {
            return Optional.empty();
        }
    }
}
