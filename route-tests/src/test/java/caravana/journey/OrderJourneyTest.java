package caravana.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.fixture.Answer;
import caravana.fixture.Api;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningServices.class)
class OrderJourneyTest {

    private static final Duration SOON = Duration.ofMinutes(2);

    private final TwoServices services;
    private final Api orders;
    private final Api invoices;

    OrderJourneyTest(TwoServices services) {
        this.services = services;
        this.orders = services.ordersApi();
        this.invoices = services.invoicesApi();
    }

    @Test
    void anOrderBecomesOneInvoiceInBothServices() throws IOException {
        Answer placed = orders.as("journey").post("/orders", new OrderForm(1).json());
        assertThat(placed.status()).as(placed.body()).isEqualTo(201);
        assertThat(placed.json().path("status").asText()).isEqualTo("placed");
        assertThat(placed.json().path("invoice").isNull()).isTrue();

        JsonNode order = invoiced(placed.json().path("id").asText(), "journey");
        JsonNode found = invoices.as("journey")
                .get("/invoices?orderId=" + order.path("id").asText())
                .json();
        assertThat(found.path("items")).hasSize(1);
        JsonNode invoice = found.path("items").get(0);

        assertThat(order.path("invoice").path("number")).isEqualTo(invoice.path("number"));
        assertThat(order.path("invoice").path("id")).isEqualTo(invoice.path("id"));
        assertThat(invoice.path("status").asText()).isEqualTo("issued");
        assertThat(invoice.path("orderId")).isEqualTo(order.path("id"));
        assertThat(invoice.path("merchant").asText()).isEqualTo("journey");
        assertThat(invoice.path("total").asText()).isEqualTo("399.81");
        assertThat(invoice.path("total")).isEqualTo(order.path("total"));
        assertThat(invoice.path("currency")).isEqualTo(order.path("currency"));
        assertThat(invoice.path("customer")).isEqualTo(order.path("customer"));
        assertThat(invoice.path("lines")).isEqualTo(asLines(order.path("items")));
        assertThat(invoice.path("traceId")).isEqualTo(order.path("traceId"));
        assertThat(invoice.path("traceId")).isEqualTo(placed.json().path("traceId"));
        assertThat(invoices.as("journey")
                        .get("/invoices/" + invoice.path("id").asText())
                        .json())
                .isEqualTo(invoice);
    }

    @Test
    void ordersOfSeveralMerchantsPlacedAtOnceBecomeOneInvoiceEach() throws Exception {
        List<String> merchants = List.of("north", "east", "south", "west");
        try (OrderClients shoppers = new OrderClients(orders, merchants)) {
            shoppers.placeAll(200);
            assertThat(shoppers.acceptedIds()).hasSize(200).doesNotHaveDuplicates();
            services.databases().awaitSettled(SOON);
            services.databases().assertOneInvoiceForEachOrder(shoppers.acceptedIds());
        }
        for (String merchant : merchants) {
            JsonNode listed =
                    invoices.as(merchant).get("/invoices?limit=100").json().path("items");
            assertThat(listed)
                    .hasSize(50)
                    .allSatisfy(invoice ->
                            assertThat(invoice.path("merchant").asText()).isEqualTo(merchant));
        }
    }

    @Test
    void aMerchantSeesItsOwnOrdersAndInvoicesOnly() throws IOException {
        String ana = orders.as("ana")
                .post("/orders", new OrderForm(1).json())
                .json()
                .path("id")
                .asText();
        String rui = orders.as("rui")
                .post("/orders", new OrderForm(2).json())
                .json()
                .path("id")
                .asText();
        JsonNode invoiceOfAna = invoiced(ana, "ana").path("invoice");
        JsonNode invoiceOfRui = invoiced(rui, "rui").path("invoice");

        assertThat(orders.as("rui").get("/orders/" + ana).status()).isEqualTo(404);
        assertThat(invoices.as("rui")
                        .get("/invoices/" + invoiceOfAna.path("id").asText())
                        .status())
                .isEqualTo(404);
        assertThat(invoices.as("rui").get("/invoices?orderId=" + ana).json().path("items"))
                .isEmpty();
        assertThat(orders.as("rui").get("/orders").json().path("items"))
                .extracting(order -> order.path("id").asText())
                .containsExactly(rui);
        assertThat(invoices.as("rui").get("/invoices").json().path("items"))
                .extracting(invoice -> invoice.path("id"))
                .containsExactly(invoiceOfRui.path("id"));
        // The numbers of each merchant start at 1.
        assertThat(invoiceOfRui.path("number")).isEqualTo(invoiceOfAna.path("number"));
    }

    private JsonNode invoiced(String id, String merchant) {
        return await("order " + id + " is invoiced")
                .atMost(SOON)
                .until(
                        () -> orders.as(merchant).get("/orders/" + id).json(),
                        order -> order.path("status").asText().equals("invoiced"));
    }

    /** The items of an order as lines of an invoice, which calls the {@code lineTotal} {@code net}. */
    private static JsonNode asLines(JsonNode items) {
        JsonNode lines = items.deepCopy();
        lines.forEach(line -> {
            ObjectNode item = (ObjectNode) line;
            item.set("net", item.remove("lineTotal"));
        });
        return lines;
    }
}
