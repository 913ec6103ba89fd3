package caravana.starter.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Parses JSON (RFC 8259) and validates it against a JSON Schema (2020-12) on the classpath. Invalid documents cause an
 * {@link InvalidJsonException} that lists the violations. The lengths of names and numbers and the nesting depth are
 * limited, so that a small document cannot use much CPU or memory.
 */
public final class SchemaReader {

    private static final int MAX_DEPTH = 32;
    private static final int MAX_NAME_LENGTH = 1_000;
    private static final int MAX_NUMBER_LENGTH = 100;

    /** Ignores the keywords of OpenAPI that JSON Schema does not define. */
    private static final JsonMetaSchema OPENAPI_DIALECT = JsonMetaSchema.builder(JsonMetaSchema.getV202012())
            .unknownKeywordFactory((keyword, node) -> new NonValidationKeyword(keyword))
            .build();

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNameLength(MAX_NAME_LENGTH)
                            .maxNumberLength(MAX_NUMBER_LENGTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            // The schema decides which properties are allowed.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final JsonSchema schema;

    private SchemaReader(String location, boolean assertFormats) {
        this.schema = JsonSchemaFactory.getInstance(
                        SpecVersion.VersionFlag.V202012, factory -> factory.metaSchema(OPENAPI_DIALECT))
                .getSchema(
                        SchemaLocation.of(location),
                        SchemaValidatorsConfig.builder()
                                .pathType(PathType.JSON_POINTER)
                                .formatAssertionsEnabled(assertFormats)
                                .locale(Locale.ENGLISH)
                                .build());
    }

    /**
     * Creates a reader of request bodies, which does not check formats.
     *
     * @param location a schema in an OpenAPI 3.1 document, such as {@code classpath:api.yaml#/components/schemas/Pet}
     */
    public static SchemaReader ofRequests(String location) {
        return new SchemaReader(location, false);
    }

    /**
     * Creates a reader of messages, which also checks formats such as {@code uuid} and {@code date-time}.
     *
     * @param location a JSON Schema file, such as {@code classpath:pet.adopted.v1.schema.json}
     */
    public static SchemaReader ofEvents(String location) {
        return new SchemaReader(location, true);
    }

    /**
     * Parses and validates a document.
     *
     * @throws InvalidJsonException if the document is not JSON or violates the schema
     */
    public JsonNode read(byte[] document) {
        JsonNode json = parse(document);
        List<Violation> violations = violations(json);
        if (!violations.isEmpty()) {
            throw InvalidJsonException.breaksContract(violations);
        }
        return json;
    }

    /**
     * Parses a document without validating it.
     *
     * @throws InvalidJsonException if the document is not JSON
     */
    public JsonNode parse(byte[] document) {
        JsonNode json;
        try {
            json = JSON.readTree(document);
        } catch (StreamConstraintsException e) {
            throw InvalidJsonException.malformed(new Violation(
                    "", "is nested deeper than " + MAX_DEPTH + " levels, or has a number or name that is too long"));
        } catch (JacksonException e) {
            throw InvalidJsonException.malformed(notJson(e));
        } catch (IOException e) {
            throw InvalidJsonException.malformed(new Violation("", "is not JSON in UTF-8"));
        }
        if (json.isMissingNode()) {
            throw InvalidJsonException.malformed(
                    new Violation("", "is empty, which is not JSON; a JSON object is expected"));
        }
        return json;
    }

    /** Returns the violations of the schema; empty if the document is valid. */
    public List<Violation> violations(JsonNode json) {
        return schema.validate(json).stream().map(SchemaReader::violation).toList();
    }

    /**
     * Converts a valid document, or a part of one, to a record.
     *
     * @throws InvalidJsonException if the record rejects a value
     */
    public <T> T convert(JsonNode checked, Class<T> type) {
        try {
            return JSON.convertValue(checked, type);
        } catch (IllegalArgumentException e) {
            // The validator compares a decimal's low 64 bits only, so that 18446744073709551617.0 passes for 1 (1.5.9).
            throw InvalidJsonException.breaksContract(List.of(new Violation(
                    "",
                    e.getCause() instanceof JsonProcessingException cause
                            ? cause.getOriginalMessage()
                            : e.getMessage())));
        }
    }

    /** Jackson's messages name Java classes and may quote the document: only position and path are reported. */
    private static Violation notJson(JacksonException e) {
        String where = e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
        boolean parsing = e instanceof JsonParseException parse && parse.getProcessor() != null;
        String pointer = parsing
                ? ((JsonParseException) e)
                        .getProcessor()
                        .getParsingContext()
                        .pathAsPointer()
                        .toString()
                : "";
        boolean duplicate =
                e.getOriginalMessage() != null && e.getOriginalMessage().startsWith("Duplicate");
        return new Violation(pointer, (duplicate ? "is a duplicate key" : "is not JSON") + where);
    }

    private static Violation violation(ValidationMessage message) {
        String place = message.getInstanceLocation().toString();
        String property = message.getProperty();
        return new Violation(
                property == null ? place : place + "/" + Violation.escaped(property),
                "pattern".equals(message.getType())
                        ? "does not match the pattern in the contract"
                        : message.getError());
    }
}
