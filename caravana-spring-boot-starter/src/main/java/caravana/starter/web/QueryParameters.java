package caravana.starter.web;

import java.util.Optional;
import java.util.UUID;

/** Parsers of path and query parameters; an invalid one is a 400 that names the parameter. */
public final class QueryParameters {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    private QueryParameters() {}

    /**
     * Parses a UUID in the text form of RFC 9562.
     *
     * @throws ProblemException 400 if the text is not a UUID
     */
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

    /**
     * Parses the largest number of items on a page: 1 to 200, 50 by default.
     *
     * @throws ProblemException 400 if the limit is out of range
     */
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
