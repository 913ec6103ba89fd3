package caravana.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.fixture.Answer;
import caravana.fixture.Api;
import caravana.journey.OrderForm;
import caravana.journey.RunningServices;
import caravana.journey.TwoServices;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Orders and Invoices behind the routes, plugins and consumers of {@code kong.yml}. */
@ExtendWith(RunningServices.class)
class GatewayJourneyTest {

    private static final Duration SOON = Duration.ofMinutes(2);

    private final KongSimulator gateway;
    private final Api demo;
    private final Api acme;
    private final Api oncall;

    GatewayJourneyTest(TwoServices services) {
        gateway = new KongSimulator(
                KongFile.rendered(),
                Map.of(
                        "orders:8081", URI.create(services.orders().baseUrl()),
                        "invoices:8082", URI.create(services.invoices().baseUrl())));
        demo = Consumers.withKeyOf("DEMO", gateway.url());
        acme = Consumers.withToken(Consumers.tokenOfAcme(Duration.ofMinutes(30)), gateway.url());
        oncall = Consumers.withKeyOf("ONCALL", gateway.url());
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private static JsonNode place(Api client, String... headers) {
        Answer placed = client.post("/orders", new OrderForm(1).json(), headers);
        assertThat(placed.status()).as(placed.body()).isEqualTo(201);
        assertThat(placed.headers().firstValue("Location"))
                .hasValue("/orders/" + placed.json().path("id").asText());
        return placed.json();
    }

    private static JsonNode invoiceOf(Api client, JsonNode order) {
        return await("the invoice of " + order.path("id"))
                .atMost(SOON)
                .until(
                        () -> client.get("/invoices?orderId=" + order.path("id").asText())
                                .json()
                                .at("/items/0"),
                        invoice -> !invoice.isMissingNode());
    }

    @Test
    void anOrderPlacedWithAKeyShowsItsMerchantOnItsInvoice() {
        String clientsTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
        JsonNode order = place(
                demo, "X-Consumer-Custom-ID", "rui", "traceparent", "00-" + clientsTrace + "-00f067aa0ba902b7-01");
        assertThat(order.path("merchant").asText()).isEqualTo("demo");
        JsonNode invoice = invoiceOf(demo, order);
        assertThat(invoice.path("merchant").asText()).isEqualTo("demo");
        assertThat(invoice.path("total")).isEqualTo(order.path("total"));
        assertThat(invoice.path("traceId")).isEqualTo(order.path("traceId"));
        assertThat(gateway.traceIds())
                .as("the order's trace starts in Kong")
                .contains(order.path("traceId").asText())
                .doesNotContain(clientsTrace);
    }

    @Test
    void anOrderPlacedWithATokenShowsItsMerchantOnItsInvoice() {
        JsonNode order = place(acme);
        assertThat(order.path("merchant").asText()).isEqualTo("acme");
        assertThat(invoiceOf(acme, order).path("merchant").asText()).isEqualTo("acme");
    }

    /** Two merchants that choose the same key place two orders. */
    @Test
    void merchantsHaveSeparateIdempotencyKeys() {
        String key = "\"" + UUID.randomUUID() + "\"";
        JsonNode first = place(demo, "Idempotency-Key", key);
        assertThat(place(demo, "Idempotency-Key", key)).isEqualTo(first);
        JsonNode other = place(acme, "Idempotency-Key", key);
        assertThat(other.path("id")).isNotEqualTo(first.path("id"));
        assertThat(other.path("merchant").asText()).isEqualTo("acme");
    }

    /** For each operation, a request for the data of another merchant, and its expected result. */
    @Test
    void noOperationShowsDataOfAnotherMerchant() {
        JsonNode order = place(acme);
        String orderId = order.path("id").asText();
        String invoiceId = invoiceOf(acme, order).path("id").asText();
        String key = "\"" + UUID.randomUUID() + "\"";
        place(acme, "Idempotency-Key", key);

        String own = place(demo).path("id").asText();
        String ownInvoice =
                invoiceOf(demo, demo.get("/orders/" + own).json()).path("id").asText();

        Map<String, Runnable> byOperation = new TreeMap<>();
        byOperation.put(
                "POST /orders",
                () -> assertThat(place(demo, "Idempotency-Key", key)
                                .path("merchant")
                                .asText())
                        .isEqualTo("demo"));
        byOperation.put("GET /orders", () -> assertOwn(own, demo.get("/orders?limit=200")));
        byOperation.put("GET /orders/{id}", () -> assertSameAsUnknown("/orders/", orderId));
        byOperation.put("GET /invoices", () -> {
            assertOwn(ownInvoice, demo.get("/invoices?limit=200"));
            assertThat(demo.get("/invoices?orderId=" + orderId).json().path("items"))
                    .isEmpty();
        });
        byOperation.put("GET /invoices/{id}", () -> assertSameAsUnknown("/invoices/", invoiceId));
        assertThat(Operation.ofMerchants())
                .extracting(Operation::toString)
                .containsExactlyInAnyOrderElementsOf(byOperation.keySet());
        byOperation.values().forEach(Runnable::run);

        // The merchant itself sees all its data.
        assertThat(acme.get("/orders/" + orderId).status()).isEqualTo(200);
        assertThat(acme.get("/invoices/" + invoiceId).status()).isEqualTo(200);
    }

    private static void assertOwn(String own, Answer list) {
        assertThat(list.status()).isEqualTo(200);
        assertThat(list.json().path("items"))
                .extracting(item -> item.path("id").asText())
                .contains(own);
        assertThat(list.json().path("items"))
                .allSatisfy(item -> assertThat(item.path("merchant").asText()).isEqualTo("demo"));
    }

    /** The response does not even show that the resource exists. */
    private void assertSameAsUnknown(String path, String id) {
        Answer foreign = demo.get(path + id);
        String unknownId = UUID.randomUUID().toString();
        Answer unknown = demo.get(path + unknownId);
        assertThat(foreign.status()).isEqualTo(404);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(withoutTrace(foreign).replace(id, "…"))
                .isEqualTo(withoutTrace(unknown).replace(unknownId, "…"));
    }

    private static String withoutTrace(Answer answer) {
        return answer.body().replace(answer.json().path("traceId").asText(), "trace");
    }

    @Test
    void operatorsSeeDeadLettersAndMerchantsDoNot() {
        assertThat(oncall.get("/dead-letters?limit=1").status()).isEqualTo(200);
        Answer ofDemo = demo.get("/dead-letters?limit=1", "X-Consumer-Groups", "operators");
        assertThat(ofDemo.status()).isEqualTo(403);
    }

    /** Kong's limit is 1 MiB, the contract's 512 KiB. Between the two, the service answers with a problem document. */
    @Test
    void theServiceRefusesABodyAboveTheContractsLimit() {
        Answer answer = demo.post("/orders", "\"" + "x".repeat(600 * 1024) + "\"");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.json().path("detail").asText()).contains("512");
    }

    /** The pages work: the gateway forwards the requests for all their files. */
    @Test
    void everybodyCanReadTheContracts() {
        Api nobody = new Api(gateway.url().toString());
        for (String service : List.of("orders", "invoices")) {
            Answer redirect = nobody.get("/docs/" + service);
            assertThat(redirect.status()).isEqualTo(302);
            String page = redirect.headers().firstValue("Location").orElseThrow();
            assertThat(page).isEqualTo("/docs/" + service + "/index.html");
            for (String part : List.of(
                    "index.html", "openapi.yaml", "swagger-ui/swagger-ui.css", "swagger-ui/swagger-ui-bundle.js")) {
                assertThat(nobody.get("/docs/" + service + "/" + part).status())
                        .as(part)
                        .isEqualTo(200);
            }
        }
    }
}
