package caravana.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A consumer ignores unknown members and refuses missing or invalid ones. */
class EventReadersTest {

    @ParameterizedTest
    @EnumSource
    void readsTheExampleOfTheContract(EventReader reader) {
        assertThat(reader.read(bytes(reader.example()))).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void ignoresUnknownMembersEverywhere(EventReader reader) {
        ObjectNode newer = reader.example();
        addUnknownMembers((ObjectNode) newer.get("data"));
        newer.put("unknown", "member").putObject("unknownObject").put("a", 1);
        ObjectNode read = (ObjectNode) reader.read(bytes(newer));
        // Invoices copies the customer unchanged.
        removeUnknownMembers(read);
        assertThat(read).isEqualTo(reader.read(bytes(reader.example())));
    }

    @ParameterizedTest
    @MethodSource("requiredMembers")
    void refusesAnEventWithoutARequiredMember(EventReader reader, String member) {
        ObjectNode event = reader.example();
        JsonPointer place = JsonPointer.compile(member);
        assertThat(((ObjectNode) event.at(place.head())).remove(place.last().getMatchingProperty()))
                .isNotNull();
        assertInvalid(reader, event);
    }

    @ParameterizedTest
    @MethodSource("requiredMembers")
    void refusesAnEventWithARequiredMemberOfAnotherType(EventReader reader, String member) {
        ObjectNode event = reader.example();
        JsonPointer place = JsonPointer.compile(member);
        ((ObjectNode) event.at(place.head())).put(place.last().getMatchingProperty(), true);
        assertInvalid(reader, event);
    }

    static Stream<Arguments> requiredMembers() {
        return Arrays.stream(EventReader.values()).flatMap(reader -> {
            List<String> members = new ArrayList<>();
            collectRequired(reader.schema(), JsonPointer.empty(), JsonPointer.empty(), members);
            assertThat(members).hasSizeGreaterThan(15).contains("/data/merchant");
            return members.stream().map(member -> Arguments.of(reader, member));
        });
    }

    private static void collectRequired(ContractFile schema, JsonPointer at, JsonPointer place, List<String> members) {
        JsonNode here = schema.at(at);
        here.path("required")
                .forEach(name ->
                        members.add(place.appendProperty(name.textValue()).toString()));
        here.path("properties")
                .properties()
                .forEach(property -> collectRequired(
                        schema,
                        schema.target(
                                schema.target(at).appendProperty("properties").appendProperty(property.getKey())),
                        place.appendProperty(property.getKey()),
                        members));
        if (here.has("items")) {
            collectRequired(
                    schema, schema.target(schema.target(at).appendProperty("items")), place.appendIndex(0), members);
        }
    }

    private static void assertInvalid(EventReader reader, JsonNode event) {
        assertThatThrownBy(() -> reader.read(bytes(event)))
                .satisfies(
                        thrown -> assertThat(thrown.getClass().getSimpleName()).isEqualTo("InvalidJsonException"));
    }

    private static void addUnknownMembers(ObjectNode node) {
        node.forEach(member -> {
            if (member instanceof ObjectNode object) {
                addUnknownMembers(object);
            } else if (member instanceof ArrayNode array) {
                array.forEach(item -> addUnknownMembers((ObjectNode) item));
            }
        });
        node.put("unknown", "member");
    }

    private static void removeUnknownMembers(ObjectNode node) {
        node.remove("unknown");
        node.forEach(member -> {
            if (member instanceof ObjectNode object) {
                removeUnknownMembers(object);
            }
        });
    }

    private static byte[] bytes(JsonNode event) {
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }
}
