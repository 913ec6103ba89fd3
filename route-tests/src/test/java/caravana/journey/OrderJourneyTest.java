package caravana.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.journey.Api.Answer;
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
    void anOrderBecomesOneInvoiceThatBothSidesShow() throws IOException {
        Answer placed = orders.post("/orders", "journey", new OrderForm(1).json());
        assertThat(placed.status()).as(placed.body().toString()).isEqualTo(201);
        assertThat(placed.body().path("status").asText()).isEqualTo("placed");
        assertThat(placed.body().path("invoice").isNull()).isTrue();

        JsonNode order = invoiced(placed.body().path("id").asText(), "journey");
        JsonNode found = invoices.get("/invoices?orderId=" + order.path("id").asText(), "journey")
                .body();
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
        assertThat(invoice.path("traceId")).isEqualTo(placed.body().path("traceId"));
        assertThat(invoices.get("/invoices/" + invoice.path("id").asText(), "journey")
                        .body())
                .isEqualTo(invoice);
    }

    @Test
    void ordersOfSeveralMerchantsPlacedAtOnceBecomeOneInvoiceEach() throws Exception {
        List<String> merchants = List.of("north", "east", "south", "west");
        try (Shoppers shoppers = new Shoppers(orders, merchants)) {
            shoppers.placeAll(200);
            assertThat(shoppers.acceptedIds()).hasSize(200).doesNotHaveDuplicates();
            services.books().awaitSettled(SOON);
            services.books().assertOneInvoiceForEachOrder(shoppers.acceptedIds());
        }
        for (String merchant : merchants) {
            JsonNode listed =
                    invoices.get("/invoices?limit=100", merchant).body().path("items");
            assertThat(listed)
                    .hasSize(50)
                    .allSatisfy(invoice ->
                            assertThat(invoice.path("merchant").asText()).isEqualTo(merchant));
        }
    }

    @Test
    void aMerchantSeesItsOwnOrdersAndInvoicesOnly() throws IOException {
        String ana = orders.post("/orders", "ana", new OrderForm(1).json())
                .body()
                .path("id")
                .asText();
        String rui = orders.post("/orders", "rui", new OrderForm(2).json())
                .body()
                .path("id")
                .asText();
        JsonNode invoiceOfAna = invoiced(ana, "ana").path("invoice");
        JsonNode invoiceOfRui = invoiced(rui, "rui").path("invoice");

        assertThat(orders.get("/orders/" + ana, "rui").status()).isEqualTo(404);
        assertThat(invoices.get("/invoices/" + invoiceOfAna.path("id").asText(), "rui")
                        .status())
                .isEqualTo(404);
        assertThat(invoices.get("/invoices?orderId=" + ana, "rui").body().path("items"))
                .isEmpty();
        assertThat(orders.get("/orders", "rui").body().path("items"))
                .extracting(order -> order.path("id").asText())
                .containsExactly(rui);
        assertThat(invoices.get("/invoices", "rui").body().path("items"))
                .extracting(invoice -> invoice.path("id"))
                .containsExactly(invoiceOfRui.path("id"));
        // Each merchant counts from 1.
        assertThat(invoiceOfRui.path("number")).isEqualTo(invoiceOfAna.path("number"));
    }

    private JsonNode invoiced(String id, String merchant) {
        return await("order " + id + " is invoiced")
                .atMost(SOON)
                .until(
                        () -> orders.get("/orders/" + id, merchant).body(),
                        order -> order.path("status").asText().equals("invoiced"));
    }

    /** The same items, with what an invoice calls their sum. */
    private static JsonNode asLines(JsonNode items) {
        JsonNode lines = items.deepCopy();
        lines.forEach(line -> {
            ObjectNode item = (ObjectNode) line;
            item.set("net", item.remove("lineTotal"));
        });
        return lines;
    }
}
