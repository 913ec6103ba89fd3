package caravana.orders.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravana.starter.json.InvalidJsonException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What another service sends is read by contract: more than expected is fine, less or other is hopeless. */
class InvoiceIssuedReaderTest {

    private static final String EVENT = """
            {"specversion": "1.0", "id": "01a203c5-6eec-7e43-9b5c-2d3e4f5a6b7c", "source": "/invoices",
             "type": "invoice.issued.v1", "subject": "01a203c5-6eeb-7a1b-8c2d-3e4f5a6b7c8d",
             "time": "2026-11-22T15:00:00.363Z", "datacontenttype": "application/json",
             "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-b7ad6b7169203331-01",
             "data": {"invoiceId": "01a203c5-6eeb-7a1b-8c2d-3e4f5a6b7c8d", "number": "2026-000001",
                      "orderId": "01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b", "merchant": "demo", "total": "399.80",
                      "currency": "BRL", "issuedAt": "2026-11-22T15:00:00.363Z"}}""";

    private final InvoiceIssuedReader reader = new InvoiceIssuedReader();

    @Test
    void readsWhatTheOrderNeeds() {
        assertThat(read(EVENT))
                .isEqualTo(new InvoiceIssued(
                        UUID.fromString("01a203c5-6eeb-7a1b-8c2d-3e4f5a6b7c8d"),
                        "2026-000001",
                        UUID.fromString("01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b"),
                        "demo"));
    }

    @Test
    void ignoresWhatANewerProducerAdds() {
        String newer = EVENT.replace("\"data\": {", "\"tenant\": [1], \"data\": {\"dueOn\": null, ");
        assertThat(newer).isNotEqualTo(EVENT);
        assertThat(read(newer)).isEqualTo(read(EVENT));
    }

    @ParameterizedTest(name = "{0} instead of {1} is hopeless: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            "number": 7            | "number": "2026-000001" | number
            "number": "2026-1"     | "number": "2026-000001" | number
            "merchant": ""         | "merchant": "demo"      | merchant
            "merchant": null       | "merchant": "demo"      | merchant
            "total": "-1.00"       | "total": "399.80"       | total
            "total": 399.80        | "total": "399.80"       | total
            "currency": "real"     | "currency": "BRL"       | currency
            "specversion": "0.3"   | "specversion": "1.0"    | specversion
            "source": "/orders"    | "source": "/invoices"   | source
            "other": []            | "data":                 | not JSON""")
    void refusesWhatIsMissingOrWrong(String wrong, String right, String named) {
        assertThat(EVENT).contains(right);
        assertThatThrownBy(() -> read(EVENT.replace(right, wrong)))
                .isInstanceOf(InvalidJsonException.class)
                .hasMessageContaining(named);
    }

    @Test
    void refusesASecondValueBehindTheEvent() {
        assertThatThrownBy(() -> read(EVENT + "{}"))
                .isInstanceOf(InvalidJsonException.class)
                .hasMessageStartingWith("is not JSON");
    }

    private InvoiceIssued read(String message) {
        return reader.read(message.getBytes(StandardCharsets.UTF_8));
    }
}
