package caravana.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A route in Kong's declarative file.
 *
 * @param paths regular expressions. Kong anchors them to the start of the path, and to the end only with {@code $}
 * @param service a missing node for a route without a service
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

    /** A path without a tilde is a prefix, which matches every path below it, too. */
    private static Pattern regex(String path) {
        if (!path.startsWith("~/")) {
            throw new AssertionError(path + " is a prefix: write ~" + path + "$");
        }
        // In Java, $ also matches before a final line break; in Kong it does not.
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
