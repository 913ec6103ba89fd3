package caravana.orders;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.Answer;
import caravana.fixture.Api;
import com.fasterxml.jackson.databind.JsonNode;

/** The Orders API as the gateway calls it for merchants. */
public final class OrdersClient {

    /** The merchant of a test's requests where it names no other. */
    public static final String MERCHANT = "demo";

    private final Api api;

    public OrdersClient(int port) {
        api = Api.at(port);
    }

    /** For requests that the gateway would not make. */
    public Api api() {
        return api;
    }

    /** Posts a body as it is. */
    public Answer place(String merchant, String body, String... headers) {
        return api.as(merchant).post("/orders", body, headers);
    }

    /** Posts a body under an {@code Idempotency-Key}. */
    public Answer placeOnce(String merchant, String key, String body) {
        return place(merchant, body, "Idempotency-Key", key);
    }

    /** Posts a body as it is, for {@link #MERCHANT}. */
    public Answer place(String body) {
        return place(MERCHANT, body);
    }

    /** Places a good order and returns it. */
    public JsonNode placed(String merchant) {
        Answer answer = place(merchant, OrderJson.valid().text());
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json();
    }

    public Answer get(String merchant, String pathAndQuery) {
        return api.as(merchant).get(pathAndQuery);
    }
}
