package caravana.invoices;

import caravana.fixture.Answer;
import caravana.fixture.Api;
import caravana.starter.web.GatewayConsumer;
import com.fasterxml.jackson.databind.JsonNode;

/** The Invoices API as the gateway calls it for an operator. */
public final class OperatorClient {

    /** Her name. */
    public static final String NAME = "maria";

    private final Api invoices;

    public OperatorClient(int port) {
        invoices = Api.at(port);
    }

    /** The API as Kong calls it for a consumer in these groups. */
    public Api in(String groups) {
        return invoices.with(GatewayConsumer.HEADER, NAME, Operator.GROUPS_HEADER, groups);
    }

    public Answer get(String pathAndQuery, String... headers) {
        return in("operators").get(pathAndQuery, headers);
    }

    public Answer post(String path, String json, String... headers) {
        return in("operators").post(path, json, headers);
    }

    public JsonNode letter(Object id) {
        return get("/dead-letters/" + id).ok();
    }

    public JsonNode replay(Object id) {
        return post("/dead-letters/" + id + "/replay", null).ok();
    }

    public JsonNode replayAll(String reason, int limit) {
        return post("/dead-letters/replay", "{\"reason\": \"%s\", \"limit\": %d}".formatted(reason, limit))
                .ok();
    }

    public JsonNode discard(Object id, String comment) {
        return post("/dead-letters/" + id + "/discard", "{\"comment\": \"%s\"}".formatted(comment))
                .ok();
    }
}
