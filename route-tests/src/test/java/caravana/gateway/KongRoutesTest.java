package caravana.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The routes of {@code kong.yml} are exactly the operations of the two OpenAPI contracts and the pages that show them.
 */
class KongRoutesTest {

    private static final KongFile FILE = KongFile.asWritten();
    private static final Set<String> DOCS = Set.of("order-docs", "invoice-docs");
    private static final String PREFLIGHT = "preflight";
    /** The default of {@code retries} for a service without that field. */
    private static final int KONGS_DEFAULT = 5;

    private static final List<Operation> OPERATIONS = Operation.all();

    static List<Operation> operations() {
        return OPERATIONS;
    }

    static List<RouteEntity> routes() {
        return FILE.routes();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everyOperationHasExactlyOneRouteToItsServiceAndKeepsItsPath(Operation operation) {
        assertThat(FILE.routesFor(operation.method(), operation.example()))
                .singleElement()
                .satisfies(route -> {
                    assertThat(route.methods()).containsExactly(operation.method());
                    assertThat(paths(route))
                            .as("all servers parse these characters of an id in the same way")
                            .containsExactly("~" + operation.path().replace("{id}", "[0-9A-Za-z-]+") + "$");
                    assertThat(FILE.target(route.service().path("host").asText()))
                            .isEqualTo(operation.path().startsWith("/orders") ? "orders:8081" : "invoices:8082");
                    assertThat(route.entity().path("strip_path").asBoolean(true))
                            .isFalse();
                    assertThat(route.service().has("path")).isFalse();
                });
    }

    @Test
    void onlyPagesAndPreflightHaveOtherRoutes() {
        Map<String, List<String>> others = new TreeMap<>();
        for (RouteEntity route : FILE.routes()) {
            if (OPERATIONS.stream().noneMatch(operation -> route.matches(operation.method(), operation.example()))) {
                others.put(route.methods() + " " + route.name(), paths(route));
            }
        }
        assertThat(others)
                .containsExactly(
                        Map.entry("[GET] invoice-docs", List.of("~/docs/invoices(/[0-9A-Za-z._-]+)*$")),
                        Map.entry("[GET] order-docs", List.of("~/docs/orders(/[0-9A-Za-z._-]+)*$")),
                        Map.entry(
                                "[OPTIONS] preflight",
                                List.of("~/orders(/[0-9A-Za-z-]+)?$", "~/invoices(/[0-9A-Za-z-]+)?$")));
    }

    private static List<String> paths(RouteEntity route) {
        return KongFile.stream(route.entity().path("paths"))
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void preflightIsNotForwarded() {
        assertThat(FILE.routes().stream().filter(route -> !route.hasService()))
                .singleElement()
                .satisfies(route -> {
                    assertThat(route.name()).isEqualTo(PREFLIGHT);
                    assertThat(route.methods()).containsExactly("OPTIONS");
                    assertThat(FILE.plugin("request-termination", route, null)).isPresent();
                });
    }

    @ParameterizedTest
    @MethodSource("routes")
    void everyRouteExceptPagesAndPreflightAuthenticates(RouteEntity route) {
        boolean open = DOCS.contains(route.name()) || route.name().equals(PREFLIGHT);
        assertThat(FILE.plugin("key-auth", route, null).isPresent()).isEqualTo(!open);
        if (open) {
            assertThat(route.methods()).isSubsetOf("GET", "OPTIONS");
        }
    }

    /** No route overrides these plugins. Routes differ in access control and in the headers that they remove. */
    @ParameterizedTest
    @ValueSource(
            strings = {"rate-limiting", "request-size-limiting", "opentelemetry", "correlation-id", "prometheus", "cors"
            })
    void globalPluginsApplyToEveryRoute(String plugin) {
        Set<JsonNode> configurations = FILE.routes().stream()
                .map(route -> FILE.plugin(plugin, route, null).orElse(NullNode.getInstance()))
                .collect(Collectors.toSet());
        assertThat(configurations).hasSize(1).doesNotContain(NullNode.getInstance());
    }

    @Test
    void merchantsAuthenticateInTheSameWayEverywhere() {
        for (String plugin : List.of("jwt", "key-auth")) {
            Set<JsonNode> configurations = Operation.ofMerchants().stream()
                    .flatMap(operation -> FILE.routesFor(operation.method(), operation.example()).stream())
                    .map(route -> FILE.plugin(plugin, route, null).orElse(NullNode.getInstance()))
                    .collect(Collectors.toSet());
            assertThat(configurations)
                    .as(plugin)
                    .singleElement()
                    .satisfies(config ->
                            assertThat(config.path("anonymous").asText()).isEqualTo("anonymous"));
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void onlyOperatorsReachDeadLettersAndKongSetsTheirGroups(RouteEntity route) {
        boolean forOperators = route.name().startsWith("dead-letter");
        boolean known = FILE.plugin("key-auth", route, null).isPresent();
        String expected = forOperators ? "{\"allow\":[\"operators\"]}" : known ? "{\"deny\":[\"operators\"]}" : "";
        assertThat(FILE.plugin("acl", route, null).map(JsonNode::toString).orElse(""))
                .isEqualTo(expected);
        assertThat(removedFrom(route).contains("X-Consumer-Groups"))
                .as("groups are removed, except those that acl sets for operators")
                .isEqualTo(!forOperators);
    }

    /** Where authentication lets anonymous requests continue, another plugin must refuse them. */
    @Test
    void anonymousRequestsAreRefusedAndHaveNoMerchant() {
        Set<String> anonymous = FILE.document().findValues("anonymous").stream()
                .map(node -> node.asText())
                .collect(Collectors.toSet());
        assertThat(anonymous).containsExactly("anonymous");
        JsonNode consumer = FILE.consumer("anonymous");
        assertThat(consumer.has("custom_id")).isFalse();
        assertThat(consumer.has("acls")).isFalse();
        assertThat(KongFile.stream(consumer.path("plugins"))
                        .filter(plugin -> plugin.path("name").asText().equals("rate-limiting")))
                .singleElement()
                .satisfies(limit -> {
                    assertThat(limit.at("/config/limit_by").asText()).isEqualTo("ip");
                    assertThat(limit.at("/config/minute").asInt()).isBetween(1, 60);
                });
        for (RouteEntity route : FILE.routes()) {
            assertThat(FILE.plugin("request-termination", route, "anonymous"))
                    .hasValueSatisfying(config ->
                            assertThat(config.path("status_code").asInt()).isEqualTo(401));
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void credentialsAreNotForwarded(RouteEntity route) {
        assertThat(removedFrom(route)).contains("apikey", "Authorization");
    }

    private static Set<String> removedFrom(RouteEntity route) {
        return FILE.plugin("request-transformer", route, null).stream()
                .flatMap(config -> KongFile.stream(config.at("/remove/headers")))
                .map(node -> node.asText())
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("routes")
    void writesAreNotRetried(RouteEntity route) {
        if (route.hasService() && !route.methods().equals(Set.of("GET"))) {
            assertThat(route.service().path("retries").asInt(KONGS_DEFAULT)).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void everyServiceHasTimeoutsAndHealthChecks(RouteEntity route) {
        if (route.hasService()) {
            for (String field : List.of("connect_timeout", "write_timeout", "read_timeout")) {
                assertThat(route.service().path(field).asInt()).as(field).isBetween(1, 60_000);
            }
            String upstream = route.service().path("host").asText();
            assertThat(KongFile.stream(FILE.document().path("upstreams"))
                            .filter(node -> node.path("name").asText().equals(upstream)))
                    .singleElement()
                    .satisfies(node -> {
                        assertThat(node.at("/healthchecks/active/healthy/interval")
                                        .asInt())
                                .isPositive();
                        assertThat(node.at("/healthchecks/active/unhealthy/interval")
                                        .asInt())
                                .isPositive();
                        assertThat(node.at("/healthchecks/active/http_path").asText())
                                .isEqualTo("/livez");
                        assertThat(node.at("/healthchecks/passive/unhealthy/tcp_failures")
                                        .asInt())
                                .isPositive();
                        // A 503 with Retry-After does not make a service unhealthy. Only Kong itself answers 502.
                        assertThat(node.at("/healthchecks/passive/unhealthy/http_statuses")
                                        .toString())
                                .isEqualTo("[502]");
                        assertThat(node.at("/healthchecks/passive/unhealthy/http_failures")
                                        .asInt())
                                .isPositive();
                    });
        }
    }
}
