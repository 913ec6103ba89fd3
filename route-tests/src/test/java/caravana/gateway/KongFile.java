package caravana.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * {@code kong-declarative/kong.yml}: its entities, and those that apply to a request.
 *
 * @param routes every route, including those without a service
 */
record KongFile(JsonNode document, List<RouteEntity> routes) {

    static final Path FOLDER = Path.of("..", "kong-declarative");
    static final Path PATH = FOLDER.resolve("kong.yml");

    /** The variables that {@code render} requires, with values for tests. */
    static final Map<String, String> VARIABLES = variables();

    private static Map<String, String> variables() {
        Properties file = new Properties();
        try (InputStream in = KongFile.class.getResourceAsStream("/gateway/variables.env")) {
            file.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.stringPropertyNames().stream().collect(Collectors.toMap(name -> name, file::getProperty));
    }

    /** The file as committed, with its placeholders. */
    static KongFile asWritten() {
        try {
            return of(Files.readString(PATH));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file as Kong reads it, rendered by the script that runs in production. */
    static KongFile rendered() {
        Rendering rendering = Rendering.of(PATH, VARIABLES);
        if (rendering.exitCode() != 0) {
            throw new AssertionError(rendering.errors());
        }
        return of(rendering.output());
    }

    private static KongFile of(String yaml) {
        try {
            JsonNode document = new YAMLMapper().readTree(yaml);
            return new KongFile(document, routes(document));
        } catch (IOException e) {
            throw new UncheckedIOException(PATH.toString(), e);
        }
    }

    /** The result of the script {@code render} for a file and an environment. */
    record Rendering(int exitCode, String output, String errors) {

        static Rendering of(Path file, Map<String, String> environment) {
            ProcessBuilder render =
                    new ProcessBuilder(FOLDER.resolve("render").toAbsolutePath().toString(), file.toString());
            Map<String, String> all = new HashMap<>(environment);
            all.put("PATH", System.getenv("PATH"));
            render.environment().clear();
            render.environment().putAll(all);
            try {
                Path errors = Files.createTempFile("render", ".err");
                try {
                    Process process = render.redirectError(errors.toFile()).start();
                    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    return new Rendering(process.waitFor(), output, Files.readString(errors));
                } finally {
                    Files.delete(errors);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while rendering", e);
            }
        }
    }

    private static List<RouteEntity> routes(JsonNode document) {
        List<RouteEntity> routes = new ArrayList<>();
        for (JsonNode service : document.path("services")) {
            service.path("routes").forEach(route -> routes.add(RouteEntity.of(route, service)));
        }
        document.path("routes").forEach(route -> routes.add(RouteEntity.of(route, MissingNode.getInstance())));
        return routes;
    }

    List<RouteEntity> routesFor(String method, String path) {
        return routes.stream().filter(route -> route.matches(method, path)).toList();
    }

    /**
     * The configuration of a plugin for a request: the first one of the consumer, the route, the service and the whole
     * gateway (Kong's order of precedence, as far as the file uses it).
     *
     * @param consumer the name of the authenticated consumer, or null
     */
    Optional<JsonNode> plugin(String name, RouteEntity route, String consumer) {
        return Stream.of(
                        consumer == null ? MissingNode.getInstance() : consumer(consumer),
                        route.entity(),
                        route.service(),
                        document)
                .flatMap(scope -> stream(scope.path("plugins")))
                .filter(plugin -> plugin.path("name").asText().equals(name))
                .findFirst()
                .map(plugin -> plugin.path("config"));
    }

    JsonNode consumer(String username) {
        return stream(document.path("consumers"))
                .filter(consumer -> consumer.path("username").asText().equals(username))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no consumer " + username));
    }

    /** The consumer that has a credential of this type with this value in this field. */
    Optional<JsonNode> consumerWith(String credentials, String field, String value) {
        return stream(document.path("consumers"))
                .filter(consumer -> stream(consumer.path(credentials))
                        .anyMatch(credential -> credential.path(field).asText().equals(value)))
                .findFirst();
    }

    /** The address of an upstream's only target, such as {@code orders:8081}. */
    String target(String upstream) {
        return stream(document.path("upstreams"))
                .filter(node -> node.path("name").asText().equals(upstream))
                .map(node -> node.at("/targets/0/target").asText())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no upstream " + upstream));
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
