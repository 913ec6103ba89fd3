package caravana.invoices.deadletter;

import caravana.invoices.RequestRefused;
import caravana.invoices.RequestRefused.Violation;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
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
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Reads what an operator wants done; the schemas in {@code invoices-api.yaml} decide what is refused. */
@Component
class OperationReader {

    static final int MAX_BODY_BYTES = 16 * 1024;

    private static final int DEFAULT_LIMIT = 100;

    /** An OpenAPI document has members that JSON Schema does not know; they say nothing about a body. */
    private static final JsonMetaSchema OPENAPI_DIALECT = JsonMetaSchema.builder(JsonMetaSchema.getV202012())
            .unknownKeywordFactory((keyword, node) -> new NonValidationKeyword(keyword))
            .build();

    private static final int MAX_DEPTH = 32;
    private static final int MAX_NAME_LENGTH = 1_000;
    private static final int MAX_NUMBER_LENGTH = 100;

    private final JsonMapper json = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNameLength(MAX_NAME_LENGTH)
                            .maxNumberLength(MAX_NUMBER_LENGTH)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private final JsonSchema discard = schema("DiscardDeadLetter");
    private final JsonSchema replay = schema("ReplayDeadLetters");

    /** Why a letter is discarded. */
    String comment(InputStream body) {
        return read(body, discard).get("comment").textValue();
    }

    ReplayRun replay(InputStream body) {
        JsonNode wish = read(body, replay);
        JsonNode limit = wish.get("limit");
        if (limit != null && !limit.isIntegralNumber()) {
            throw RequestRefused.body(List.of(new Violation("/limit", "must be written as an integer")));
        }
        return ReplayRun.of(wish.get("reason").textValue(), limit == null ? DEFAULT_LIMIT : limit.intValue());
    }

    private JsonNode read(InputStream body, JsonSchema schema) {
        JsonNode wish = parse(body);
        List<Violation> violations =
                schema.validate(wish).stream().map(OperationReader::violation).toList();
        if (!violations.isEmpty()) {
            throw RequestRefused.body(violations);
        }
        return wish;
    }

    private JsonNode parse(InputStream body) {
        try {
            byte[] bytes = body == null ? new byte[0] : body.readNBytes(MAX_BODY_BYTES + 1);
            if (bytes.length > MAX_BODY_BYTES) {
                throw new RequestRefused(HttpStatus.PAYLOAD_TOO_LARGE, "The body is larger than 16 KiB.");
            }
            JsonNode wish = json.readTree(bytes);
            if (!wish.isMissingNode()) {
                return wish;
            }
        } catch (IOException e) {
            // Jackson's own messages name its classes.
            throw RequestRefused.body(List.of(new Violation("", "is not JSON in UTF-8 with each member once")));
        }
        throw RequestRefused.body(List.of(new Violation("", "is empty; a JSON object is expected")));
    }

    private static Violation violation(ValidationMessage message) {
        String place = message.getInstanceLocation().toString();
        return new Violation(
                message.getProperty() == null
                        ? place
                        : place + "/" + message.getProperty().replace("~", "~0").replace("/", "~1"),
                "pattern".equals(message.getType())
                        ? "must be Unicode text without NUL that says something"
                        : message.getError());
    }

    private static JsonSchema schema(String name) {
        return JsonSchemaFactory.getInstance(
                        SpecVersion.VersionFlag.V202012, factory -> factory.metaSchema(OPENAPI_DIALECT))
                .getSchema(
                        SchemaLocation.of("classpath:invoices/contract/invoices-api.yaml#/components/schemas/" + name),
                        SchemaValidatorsConfig.builder()
                                .pathType(PathType.JSON_POINTER)
                                .locale(Locale.ENGLISH)
                                .build());
    }
}
