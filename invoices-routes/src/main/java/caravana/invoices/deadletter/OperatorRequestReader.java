package caravana.invoices.deadletter;

import caravana.starter.json.InvalidJsonException;
import caravana.starter.json.SchemaReader;
import caravana.starter.json.Violation;
import caravana.starter.web.HttpRequests;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.util.List;
import org.springframework.stereotype.Component;

/** Parses the requests of operators and validates them against the schemas in {@code invoices-api.yaml}. */
@Component
class OperatorRequestReader {

    static final int MAX_BODY_KIBIBYTES = 16;

    private static final int DEFAULT_LIMIT = 100;
    private static final String SCHEMAS = "classpath:invoices/contract/invoices-api.yaml#/components/schemas/";

    private final SchemaReader discard = SchemaReader.ofRequests(SCHEMAS + "DiscardDeadLetter");
    private final SchemaReader replay = SchemaReader.ofRequests(SCHEMAS + "ReplayDeadLetters");

    /** Returns the comment of a discard. */
    String comment(InputStream body) {
        return discard.read(HttpRequests.body(body, MAX_BODY_KIBIBYTES))
                .get("comment")
                .textValue();
    }

    ReplayProgress replay(InputStream body) {
        JsonNode request = replay.read(HttpRequests.body(body, MAX_BODY_KIBIBYTES));
        JsonNode limit = request.get("limit");
        if (limit != null && !limit.isIntegralNumber()) {
            throw InvalidJsonException.breaksContract(
                    List.of(new Violation("/limit", "must be written as an integer")));
        }
        return ReplayProgress.of(request.get("reason").textValue(), limit == null ? DEFAULT_LIMIT : limit.intValue());
    }
}
