package caravana.contract;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/** A contract: OpenAPI, AsyncAPI or JSON Schema, in YAML or JSON. */
public final class ContractFile {

    private static final JsonMetaSchema DIALECT = JsonMetaSchema.builder(JsonMetaSchema.getV202012())
            .unknownKeywordFactory((keyword, node) -> new NonValidationKeyword(keyword))
            .build();
    private static final JsonSchemaFactory SCHEMAS =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012, factory -> factory.metaSchema(DIALECT));
    private static final SchemaValidatorsConfig STRICT = SchemaValidatorsConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .formatAssertionsEnabled(true)
            .locale(Locale.ENGLISH)
            .build();

    private final String name;
    private final SchemaLocation location;
    private final JsonNode document;

    private ContractFile(String name, SchemaLocation location, JsonNode document) {
        this.name = name;
        this.location = location;
        this.document = document;
    }

    /** The contract at a path, such as {@code orders/contract/orders-api.yaml}. */
    public static ContractFile of(String resource) {
        try {
            // JSON is a subset of YAML.
            return new ContractFile(
                    resource, SchemaLocation.of("classpath:" + resource), new YAMLMapper().readTree(bytes(resource)));
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    /** A contract that is not on the classpath, such as that of a release. */
    static ContractFile of(Path path) {
        try {
            return new ContractFile(
                    path.getFileName().toString(),
                    SchemaLocation.of(path.toUri().toString()),
                    new YAMLMapper().readTree(Files.readAllBytes(path)));
        } catch (IOException e) {
            throw new UncheckedIOException(path.toString(), e);
        }
    }

    /** The same contract with a changed document, to test a check. */
    ContractFile with(JsonNode changed) {
        return new ContractFile(name, location, changed);
    }

    static byte[] bytes(String resource) {
        try (InputStream in = ContractFile.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new AssertionError("not on the classpath: " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    public JsonNode document() {
        return document;
    }

    /** The node at a pointer, with a {@code $ref} resolved. */
    public JsonNode at(JsonPointer place) {
        return document.at(target(place));
    }

    /** The pointer itself, or the target of its {@code $ref} within this file. */
    JsonPointer target(JsonPointer place) {
        JsonNode reference = document.at(place).path("$ref");
        return reference.isTextual() && reference.textValue().startsWith("#")
                ? target(JsonPointer.compile(reference.textValue().substring(1)))
                : place;
    }

    /** The violations of the schema at a pointer; empty if the value is valid. */
    public List<String> violations(JsonPointer schema, JsonNode value) {
        return SCHEMAS.getSchema(SchemaLocation.of(location + "#" + schema), STRICT).validate(value).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }

    /** The same for a schema without references: an AsyncAPI document as a whole cannot be loaded as schemas. */
    public List<String> violationsAlone(JsonPointer schema, JsonNode value) {
        return SCHEMAS.getSchema(at(schema), STRICT).validate(value).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }

    public List<String> violations(JsonNode value) {
        return violations(JsonPointer.empty(), value);
    }

    /** Visits every node of the document with its pointer. */
    void forEach(BiConsumer<JsonPointer, JsonNode> visitor) {
        visit(JsonPointer.empty(), document, visitor);
    }

    private static void visit(JsonPointer place, JsonNode node, BiConsumer<JsonPointer, JsonNode> visitor) {
        visitor.accept(place, node);
        node.properties().forEach(member -> visit(place.appendProperty(member.getKey()), member.getValue(), visitor));
        for (int index = 0; node.isArray() && index < node.size(); index++) {
            visit(place.appendIndex(index), node.get(index), visitor);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
