package caravana.invoices.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A row becomes the JSON that the contract shows. */
class IssuedInvoiceTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .findAndAddModules()
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    @Test
    void isAnsweredWithItsNumberAndItsPartsAsTheyWereStored() throws JsonProcessingException {
        IssuedInvoice invoice = new IssuedInvoice(
                UUID.fromString("01a203c5-6eeb-7a1b-8c2d-3e4f5a6b7c8d"),
                "demo",
                UUID.fromString("01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b"),
                "{\"name\": \"Ana Souza\"}",
                "BRL",
                "[{\"sku\": \"KB-101\"}]",
                "399.80",
                Instant.parse("2026-11-22T15:00:00.363Z"),
                "4bf92f3577b34da6a3ce929d0e0e4736",
                2026,
                7);

        assertThat(JSON.readTree(JSON.writeValueAsString(invoice))).isEqualTo(JSON.readTree("""
                {"id": "01a203c5-6eeb-7a1b-8c2d-3e4f5a6b7c8d", "number": "2026-000007", "merchant": "demo",
                 "orderId": "01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b", "status": "issued",
                 "customer": {"name": "Ana Souza"}, "currency": "BRL", "lines": [{"sku": "KB-101"}],
                 "total": "399.80", "issuedAt": "2026-11-22T15:00:00.363Z",
                 "traceId": "4bf92f3577b34da6a3ce929d0e0e4736"}"""));
    }
}
