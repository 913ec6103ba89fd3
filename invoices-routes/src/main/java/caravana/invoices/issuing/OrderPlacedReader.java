package caravana.invoices.issuing;

import caravana.invoices.HopelessMessage;
import caravana.invoices.HopelessMessage.Reason;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Reads {@code order.placed.v1}; what is not JSON or breaks the schema can never become an invoice. */
@Component
class OrderPlacedReader {

    private static final int MAX_VIOLATIONS = 10;

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
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private final JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(
                    SchemaLocation.of("classpath:invoices/contract/order.placed.v1.schema.json"),
                    SchemaValidatorsConfig.builder()
                            .pathType(PathType.JSON_POINTER)
                            .formatAssertionsEnabled(true)
                            .locale(Locale.ENGLISH)
                            .build());

    OrderPlaced read(byte[] message) {
        JsonNode event;
        try {
            event = json.readTree(message);
        } catch (IOException e) {
            throw new HopelessMessage(Reason.MALFORMED, "is not JSON: " + e.getMessage());
        }
        if (event.isMissingNode()) {
            throw new HopelessMessage(Reason.MALFORMED, "is not JSON: it is empty");
        }
        Set<ValidationMessage> violations = schema.validate(event);
        if (!violations.isEmpty()) {
            throw new HopelessMessage(
                    Reason.CONTRACT,
                    violations.stream()
                            .limit(MAX_VIOLATIONS)
                            .map(ValidationMessage::getMessage)
                            .collect(Collectors.joining("; ")));
        }
        try {
            return json.convertValue(event.get("data"), OrderPlaced.class);
        } catch (IllegalArgumentException e) {
            // The validator compares a decimal's low 64 bits only, so that 18446744073709551617.0 passes for 1.
            throw new HopelessMessage(
                    Reason.CONTRACT,
                    e.getCause() instanceof JsonProcessingException cause
                            ? cause.getOriginalMessage()
                            : e.getMessage());
        }
    }
}
