package caravana.contract;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.contract.SchemaChanges.Others;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contracts are backward compatible with those of the last release, which are in docs/contracts. */
class ContractCompatibilityTest {

    private static final Path KEPT =
            Path.of("").toAbsolutePath().resolveSibling("docs").resolve("contracts");
    private static final Path LAST = last();
    private static final String ORDER_PLACED = "order.placed.v1.schema.json";
    private static final ContractFile ORDERS_API = ContractFile.of(LAST.resolve("orders-api.yaml"));

    @ParameterizedTest
    @ValueSource(strings = {"orders/contract/orders-api.yaml", "invoices/contract/invoices-api.yaml"})
    void breaksNoClientOfAnApi(String api) {
        assertThat(ApiChanges.between(released(api), ContractFile.of(api))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders/contract/order.placed.v1.schema.json",
                "orders/contract/invoice.issued.v1.schema.json",
                "invoices/contract/order.placed.v1.schema.json",
                "invoices/contract/invoice.issued.v1.schema.json"
            })
    void breaksNeitherProducerNorConsumerOfAnEvent(String schema) {
        assertThat(SchemaChanges.between(released(schema), ContractFile.of(schema), Others.WRITE_AND_READ))
                .isEmpty();
    }

    /** Events of the last release may still be in a queue when the next one starts. */
    @ParameterizedTest
    @EnumSource
    void readsTheEventOfTheLastRelease(EventReader reader) {
        JsonNode event = reader.example(released("events.yaml"));
        assertThat(reader.schema().violations(event)).isEmpty();
        assertThat(reader.read(event.toString().getBytes(StandardCharsets.UTF_8)))
                .isNotEmpty();
    }

    /** A consumer of the last release may still run when the first event of the next one arrives. */
    @ParameterizedTest
    @EnumSource
    void isReadByTheConsumerOfTheLastRelease(EventReader reader) {
        assertThat(released(reader.schema().toString()).violations(reader.example()))
                .isEmpty();
    }

    @Test
    void keepsEveryChannelOperationAndMessage() {
        ContractFile released = released("events.yaml");
        ContractFile present = ContractFile.of("orders/contract/events.yaml");
        assertKept(released, present, "/channels", "address", "messages", "bindings");
        assertKept(released, present, "/operations", "action", "channel", "messages", "bindings");
        assertKept(released, present, "/components/messages", "name", "contentType", "payload", "correlationId");
        assertKept(released, present, "/components/channelBindings", "amqp");
        assertKept(released, present, "/components/operationBindings", "amqp");
        JsonPointer headers = JsonPointer.compile("/components/schemas/headers");
        assertThat(SchemaChanges.between(
                        released,
                        released.at(headers),
                        present,
                        present.at(headers),
                        Others.WRITE_AND_READ,
                        "headers "))
                .isEmpty();
    }

    private static void assertKept(ContractFile released, ContractFile present, String place, String... members) {
        assertThat(released.document().at(place).properties()).isNotEmpty().allSatisfy(one -> {
            for (String member : members) {
                assertThat(present.document().at(place).path(one.getKey()).path(member))
                        .as(place + "/" + one.getKey() + "/" + member)
                        .isEqualTo(one.getValue().path(member));
            }
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/paths/~1orders/post||POST /orders is removed",
                "/paths/~1orders~1{id}||GET /orders/{id} is removed",
                "/paths/~1orders~1{id}/get/responses/404||GET /orders/{id} 404 is removed",
                "/paths/~1orders~1{id}/get/security|[]|GET /orders/{id} security was",
                "/paths/~1orders/get/parameters|[]|GET /orders query limit is removed",
                "/paths/~1orders/post/parameters/0/required|true|POST /orders header Idempotency-Key is required",
                "/paths/~1orders/post/parameters/0/schema/minLength|2|POST /orders header Idempotency-Key /minLength",
                "/paths/~1orders/post/responses/201/headers/Location||POST /orders 201 Location is removed",
                "/paths/~1orders/post/responses/201/headers/Location/required|false|POST /orders 201 Location is not",
                "/paths/~1orders/post/responses/201/content/application~1json||POST /orders 201 application/json is",
                "/components/schemas/PlaceOrder/required/0|taxNumber|POST /orders requestBody application/json /requir",
                "/components/schemas/PlaceOrder/properties/items||POST /orders requestBody application/json /propertie",
                "/components/schemas/PlaceOrder/properties/items/maxItems|999|POST /orders requestBody application/jso",
                "/components/schemas/Quantity/type|string|POST /orders requestBody application/json /properties/items",
                "/components/schemas/Order/properties/total||POST /orders 201 application/json /properties/total is re",
                "/components/schemas/Order/required|[id]|POST /orders 201 application/json /required was",
                "/components/schemas/Order/properties/invoice/type|[object, 'null', string]|POST /orders 201 applicati",
                "/components/schemas/OrderPage/properties/items/maxItems|500|GET /orders 200 application/json /propert",
            })
    void findsWhatBreaksAClient(String place, String value, String change) {
        assertThat(ApiChanges.between(ORDERS_API, changed(ORDERS_API, place, value)))
                .anySatisfy(found -> assertThat(found).startsWith(change));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/paths/~1returns|{get: {responses: {}}}",
                "/paths/~1orders/get/parameters/9|{name: from, in: query, schema: {type: string}}",
                "/paths/~1orders/post/responses/202|{description: Later.}",
                "/paths/~1orders/post/description|Other words.",
                "/components/schemas/PlaceOrder/properties/note|{type: string}",
                "/components/schemas/PlaceOrder/properties/items/maxItems|1001",
                "/components/schemas/PlaceOrder/required|[customer]",
                "/components/schemas/Order/properties/note|{type: string}",
                "/components/schemas/OrderPage/properties/items/maxItems|100",
            })
    void letsAnApiGrow(String place, String value) {
        assertThat(ApiChanges.between(ORDERS_API, changed(ORDERS_API, place, value)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/properties/traceparent||/properties/traceparent is removed",
                "/$defs/order/properties/total||/properties/data/properties/total is removed",
                "/$defs/order/required/8|channel|/properties/data/required was",
                "/$defs/order/required/0|status|/properties/data/required was",
                "/$defs/order/properties/items/maxItems|999|/properties/data/properties/items/maxItems was 1000",
                "/$defs/order/properties/items/maxItems|1001|/properties/data/properties/items/maxItems was 1000",
                "/$defs/order/properties/merchant/maxLength||/properties/data/properties/merchant/maxLength was 200",
                "/$defs/item/properties/quantity/type|number|/properties/data/properties/items/items/properties/quant",
                "/$defs/text/format|email|/properties/data/properties/customer/properties/name/format was not there",
                "/$defs/uuid/pattern|^.*$|/properties/id/pattern was",
                "/properties/source/const|/shop|/properties/source/const was",
                "/$defs/order/additionalProperties|false|/properties/data/additionalProperties was not there",
            })
    void findsWhatBreaksAnEvent(String place, String value, String change) {
        ContractFile event = released(ORDER_PLACED);
        assertThat(SchemaChanges.between(event, changed(event, place, value), Others.WRITE_AND_READ))
                .anySatisfy(found -> assertThat(found).startsWith(change));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/$defs/order/properties/note|{type: string}",
                "/properties/dataschema|{type: string}",
                "/$defs/order/description|Other words.",
                "/$defs/item/properties/description/description|Other words.",
            })
    void letsAnEventGrow(String place, String value) {
        ContractFile event = released(ORDER_PLACED);
        assertThat(SchemaChanges.between(event, changed(event, place, value), Others.WRITE_AND_READ))
                .isEmpty();
    }

    /** A contract with a value replaced, removed or, if the index is beyond the end of a list, appended. */
    private static ContractFile changed(ContractFile file, String place, String value) {
        try {
            JsonNode document = file.document().deepCopy();
            JsonPointer pointer = JsonPointer.compile(place);
            JsonNode parent = document.at(pointer.head());
            String last = pointer.last().getMatchingProperty();
            if (parent instanceof ObjectNode object && value == null) {
                assertThat(object.remove(last)).as(place).isNotNull();
            } else if (parent instanceof ObjectNode object) {
                object.set(last, new YAMLMapper().readTree(value));
            } else {
                ArrayNode array = (ArrayNode) parent;
                int index = Math.min(pointer.last().getMatchingIndex(), array.size());
                if (index < array.size()) {
                    array.remove(index);
                }
                array.insert(index, new YAMLMapper().readTree(value));
            }
            return file.with(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file of the last release with the same name. */
    private static ContractFile released(String file) {
        return ContractFile.of(LAST.resolve(Path.of(file).getFileName()));
    }

    private static Path last() {
        try (Stream<Path> kept = Files.list(KEPT)) {
            List<Path> releases = kept.filter(Files::isDirectory).toList();
            return releases.stream()
                    .max(Comparator.comparing(
                            release -> Version.parse(release.getFileName().toString())))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
