package caravana.orders;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.stream.IntStream;

/** The JSON text of an order: a good one, and what tests make of it. */
public final class OrderJson {

    private static final JsonMapper JSON = new JsonMapper();

    private final ObjectNode order;

    private OrderJson(ObjectNode order) {
        this.order = order;
    }

    /** Two keyboards to Recife, with every optional member: the contract's own example. */
    public static OrderJson valid() {
        return new OrderJson(parsed("""
                {"customer": {"name": "Ana Souza", "email": "ana@example.com", "taxId": "123.456.789-09",
                              "address": {"street": "Rua A, 1", "city": "Recife", "region": "PE",
                                          "postalCode": "50000-000", "country": "BR"}},
                 "currency": "BRL",
                 "items": [{"sku": "KB-101", "description": "Keyboard", "quantity": 2, "unitPrice": "199.90"}]}"""));
    }

    /** The same order with other JSON text at one place, unchecked: it need not be JSON. */
    public OrderJson with(String pointer, String rawJson) {
        ObjectNode copy = order.deepCopy();
        JsonPointer place = JsonPointer.compile(pointer);
        JsonNode parent = copy.at(place.head());
        JsonNode raw = copy.rawValueNode(new RawValue(rawJson));
        if (parent instanceof ArrayNode array) {
            array.set(place.last().getMatchingIndex(), raw);
        } else {
            ((ObjectNode) parent).set(place.last().getMatchingProperty(), raw);
        }
        return new OrderJson(copy);
    }

    /** The same order with one item of this currency, quantity and price. */
    public OrderJson with(String currency, int quantity, String unitPrice) {
        return with("/currency", '"' + currency + '"')
                .with("/items/0/quantity", Integer.toString(quantity))
                .with("/items/0/unitPrice", '"' + unitPrice + '"');
    }

    public OrderJson without(String pointer) {
        ObjectNode copy = order.deepCopy();
        JsonPointer place = JsonPointer.compile(pointer);
        ((ObjectNode) copy.at(place.head())).remove(place.last().getMatchingProperty());
        return new OrderJson(copy);
    }

    /** The same order with its first item this many times. */
    public OrderJson withItems(int count) {
        ObjectNode copy = order.deepCopy();
        JsonNode item = copy.at("/items/0");
        ArrayNode items = copy.putArray("items");
        IntStream.range(0, count).forEach(index -> items.add(item));
        return new OrderJson(copy);
    }

    public String text() {
        try {
            return JSON.writeValueAsString(order);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return text();
    }

    private static ObjectNode parsed(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
