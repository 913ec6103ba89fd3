package caravana.invoices.deadletter;

import caravana.starter.json.InvalidJsonException;
import caravana.starter.json.SchemaReader;
import caravana.starter.json.Violation;
import caravana.starter.web.HttpRequests;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.util.List;
import org.springframework.stereotype.Component;

/** Reads what an operator wants done; the schemas in {@code invoices-api.yaml} decide what is refused. */
@Component
class OperatorRequestReader {

    static final int MAX_BODY_KIBIBYTES = 16;

    private static final int DEFAULT_LIMIT = 100;
    private static final String SCHEMAS = "classpath:invoices/contract/invoices-api.yaml#/components/schemas/";

    private final SchemaReader discard = SchemaReader.ofRequests(SCHEMAS + "DiscardDeadLetter");
    private final SchemaReader replay = SchemaReader.ofRequests(SCHEMAS + "ReplayDeadLetters");

    /** Why a letter is discarded. */
    String comment(InputStream body) {
        return discard.read(HttpRequests.body(body, MAX_BODY_KIBIBYTES))
                .get("comment")
                .textValue();
    }

    ReplayProgress replay(InputStream body) {
        JsonNode wish = replay.read(HttpRequests.body(body, MAX_BODY_KIBIBYTES));
        JsonNode limit = wish.get("limit");
        if (limit != null && !limit.isIntegralNumber()) {
            throw InvalidJsonException.breaksContract(
                    List.of(new Violation("/limit", "must be written as an integer")));
        }
        return ReplayProgress.of(wish.get("reason").textValue(), limit == null ? DEFAULT_LIMIT : limit.intValue());
    }
}
