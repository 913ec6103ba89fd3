package caravana.starter.web;

import java.util.Optional;
import java.util.UUID;

/** Path and query parameters that more than one flow reads; a wrong one is refused by its name. */
public final class QueryParameters {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    private QueryParameters() {}

    /** A UUID in its usual form (RFC 9562). */
    public static UUID uuid(String name, String text) {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            throw ProblemException.parameter(name, "must be a UUID");
        }
        throw ProblemException.parameter(name, "must be a UUID");
    }

    /** The most items on a page of a list: 1 to 200, 50 where it is not given. */
    public static int pageLimit(Optional<String> limit) {
        return limit.map(QueryParameters::limit).orElse(DEFAULT_LIMIT);
    }

    private static int limit(String text) {
        if (text.matches("[0-9]{1,3}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        }
        throw ProblemException.parameter("limit", "must be an integer from 1 to " + MAX_LIMIT);
    }
}
