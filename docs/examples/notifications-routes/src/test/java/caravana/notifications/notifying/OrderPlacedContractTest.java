package caravana.notifications.notifying;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravana.starter.json.InvalidJsonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderPlacedContractTest {

    private static final String SCHEMA = "order.placed.v1.schema.json";

    private final OrderPlacedReader reader = new OrderPlacedReader();

    private OrderPlaced read(JsonNode event) {
        return reader.read(event.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void hasTheProducersSchema() {
        assertThat(Path.of("src/main/resources/notifications/contract", SCHEMA))
                .hasSameBinaryContentAs(OrderPlacedExample.CONTRACT.resolve(SCHEMA));
    }

    @Test
    void readsTheContractExample() throws IOException {
        assertThat(read(OrderPlacedExample.event()))
                .isEqualTo(new OrderPlaced(
                        UUID.fromString("01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b"),
                        "demo",
                        new BigDecimal("399.80"),
                        "BRL"));
    }

    @Test
    void ignoresMembersThatANewerProducerAdds() throws IOException {
        ObjectNode event = OrderPlacedExample.event().put("dataschema", "urn:newer");
        event.withObject("/data").put("channel", "web");

        assertThat(read(event)).isEqualTo(read(OrderPlacedExample.event()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "merchant", "total", "currency"})
    void rejectsAnEventThatLacksARequiredMember(String member) throws IOException {
        ObjectNode event = OrderPlacedExample.event();
        event.withObject("/data").remove(member);

        assertThatThrownBy(() -> read(event)).isInstanceOf(InvalidJsonException.class);
    }
}
