package caravana.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A route of Kong's, as an entity of its declarative file.
 *
 * @param paths its regular expressions, which Kong ties to the start of the path, and to the end only by their own {@code $}
 * @param service a missing node where there is none
 */
record RouteEntity(String name, Set<String> methods, List<Pattern> paths, JsonNode entity, JsonNode service) {

    static RouteEntity of(JsonNode route, JsonNode service) {
        return new RouteEntity(
                route.path("name").asText(),
                KongFile.stream(route.path("methods")).map(JsonNode::asText).collect(Collectors.toSet()),
                KongFile.stream(route.path("paths"))
                        .map(JsonNode::asText)
                        .map(RouteEntity::regex)
                        .toList(),
                route,
                service);
    }

    /** A path without a tilde would be a prefix, and let in all that lies beneath it. */
    private static Pattern regex(String path) {
        if (!path.startsWith("~/")) {
            throw new AssertionError(path + " is a prefix: write ~" + path + "$");
        }
        // Java's $ also stands before a last line break, Kong's does not.
        return Pattern.compile("^" + path.substring(1).replaceFirst("\\$$", "\\\\z"));
    }

    boolean matches(String method, String path) {
        return methods.contains(method)
                && paths.stream().anyMatch(regex -> regex.matcher(path).find());
    }

    boolean hasService() {
        return !service.isMissingNode();
    }

    @Override
    public String toString() {
        return name;
    }
}
