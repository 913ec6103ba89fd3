package caravana.orders.completion;

import caravana.orders.HopelessMessage;
import com.fasterxml.jackson.core.JsonFactory;
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

/** Reads {@code invoice.issued.v1}; what is not JSON or breaks the schema can never be processed. */
@Component
class InvoiceIssuedReader {

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
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private final JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(
                    SchemaLocation.of("classpath:orders/contract/invoice.issued.v1.schema.json"),
                    SchemaValidatorsConfig.builder()
                            .pathType(PathType.JSON_POINTER)
                            .formatAssertionsEnabled(true)
                            .locale(Locale.ENGLISH)
                            .build());

    InvoiceIssued read(byte[] message) {
        JsonNode event;
        try {
            event = json.readTree(message);
        } catch (IOException e) {
            throw new HopelessMessage("not JSON: " + e.getMessage());
        }
        Set<ValidationMessage> violations = schema.validate(event);
        if (!violations.isEmpty()) {
            throw new HopelessMessage(violations.stream()
                    .map(ValidationMessage::getMessage)
                    .collect(Collectors.joining("; ", "breaks the contract: ", "")));
        }
        try {
            return json.convertValue(event.get("data"), InvoiceIssued.class);
        } catch (IllegalArgumentException e) {
            throw new HopelessMessage("breaks the contract: " + e.getMessage());
        }
    }
}
