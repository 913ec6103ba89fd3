package caravana.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A row becomes the JSON that the contract shows. */
class OrderTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .findAndAddModules()
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
    private static final UUID ID = UUID.fromString("01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b");
    private static final UUID INVOICE = UUID.fromString("01a203c5-6eeb-7a1b-8c2d-3e4f5a6b7c8d");

    @Test
    void isAnsweredWithItsPartsAsTheyWereStored() throws JsonProcessingException {
        assertThat(json(order("placed", null, null))).isEqualTo(JSON.readTree("""
                {"id": "01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b", "status": "placed", "merchant": "demo",
                 "customer": {"name": "Ana Souza"}, "currency": "BRL", "items": [{"sku": "KB-101"}],
                 "total": "399.80", "placedAt": "2026-11-22T15:00:00.123Z",
                 "traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "invoice": null}"""));
    }

    @Test
    void showsTheInvoiceOfAnOrderThatHasOne() throws JsonProcessingException {
        JsonNode invoiced = json(order("invoiced", INVOICE, "2026-000001"));
        assertThat(invoiced.get("status").textValue()).isEqualTo("invoiced");
        assertThat(invoiced.get("invoice")).isEqualTo(JSON.readTree("""
                {"id": "01a203c5-6eeb-7a1b-8c2d-3e4f5a6b7c8d", "number": "2026-000001"}"""));
        assertThat(invoiced).hasSize(10);
    }

    private static Order order(String status, UUID invoice, String number) {
        return new Order(
                ID,
                status,
                "demo",
                "{\"name\": \"Ana Souza\"}",
                "BRL",
                "[{\"sku\": \"KB-101\"}]",
                "399.80",
                Instant.parse("2026-11-22T15:00:00.123Z"),
                "4bf92f3577b34da6a3ce929d0e0e4736",
                invoice,
                number);
    }

    private static JsonNode json(Order order) throws JsonProcessingException {
        return JSON.readTree(JSON.writeValueAsString(order));
    }
}
