package caravana.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The routes of {@code kong.yml} are the operations of the two OpenAPI contracts, the pages that show them, and no more. */
class KongRoutesTest {

    private static final KongFile FILE = KongFile.asWritten();
    private static final Set<String> DOCS = Set.of("order-docs", "invoice-docs");
    private static final String PREFLIGHT = "preflight";
    /** Of {@code retries} that a service without the field would have. */
    private static final int KONGS_DEFAULT = 5;

    private static final List<Operation> OPERATIONS = Operation.all();

    static List<Operation> operations() {
        return OPERATIONS;
    }

    static List<KongRoute> routes() {
        return FILE.routes();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everyOperationHasExactlyOneRouteToItsServiceAndKeepsItsPath(Operation operation) {
        assertThat(FILE.routesFor(operation.method(), operation.example()))
                .singleElement()
                .satisfies(route -> {
                    assertThat(FILE.target(route.service().path("host").asText()))
                            .isEqualTo(operation.path().startsWith("/orders") ? "orders:8081" : "invoices:8082");
                    assertThat(route.entity().path("strip_path").asBoolean(true))
                            .isFalse();
                    assertThat(route.service().has("path")).isFalse();
                });
    }

    @Test
    void everyRouteIsAnOperationOrShowsTheContracts() {
        Set<String> ofOperations = Operation.all().stream()
                .flatMap(operation -> FILE.routesFor(operation.method(), operation.example()).stream())
                .map(KongRoute::name)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(ofOperations).hasSameSizeAs(Operation.all());
        ofOperations.addAll(DOCS);
        ofOperations.add(PREFLIGHT);
        assertThat(FILE.routes()).extracting(KongRoute::name).containsExactlyInAnyOrderElementsOf(ofOperations);
    }

    @Provide
    Arbitrary<String> methods() {
        return Arbitraries.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of(
                        "orders",
                        "invoices",
                        "dead-letters",
                        "replay",
                        "discard",
                        "docs",
                        "actuator",
                        "health",
                        "livez",
                        "openapi.yaml",
                        "01939d2a-7c4b-7000-8000-000000000001",
                        "x",
                        "",
                        ".",
                        "%2F",
                        "orders;a=b",
                        "ORDERS")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(segments -> "/" + String.join("/", segments));
    }

    /** What is routed is in a contract, and the other way round, whatever is asked. */
    @Property(tries = 3_000)
    void nothingElseHasARoute(@ForAll("methods") String method, @ForAll("paths") String path) {
        long expected = OPERATIONS.stream()
                .filter(operation -> operation.describes(method, path))
                .count();
        List<KongRoute> found = FILE.routesFor(method, path).stream()
                .filter(route -> !route.name().equals(PREFLIGHT))
                .toList();
        if (found.stream().anyMatch(route -> DOCS.contains(route.name()))) {
            assertThat(method).isEqualTo("GET");
            assertThat(path).matches("/docs/(orders|invoices)(/[^/;%]+)*");
        } else {
            assertThat(found).hasSize((int) expected);
        }
    }

    @Test
    void preflightLeadsToNoService() {
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
    void everyRouteHasAuthenticationButForPagesAndPreflight(KongRoute route) {
        boolean open = DOCS.contains(route.name()) || route.name().equals(PREFLIGHT);
        assertThat(FILE.plugin("key-auth", route, null).isPresent()).isEqualTo(!open);
        if (open) {
            assertThat(route.methods()).isSubsetOf("GET", "OPTIONS");
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void everyRouteHasARateLimitAndASizeLimitAndATrace(KongRoute route) {
        for (String plugin : List.of(
                "rate-limiting", "request-size-limiting", "opentelemetry", "correlation-id", "prometheus", "cors")) {
            assertThat(FILE.plugin(plugin, route, null)).as(plugin).isPresent();
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void onlyOperatorsReachDeadLettersAndTheirGroupsAreKongsWord(KongRoute route) {
        boolean forOperators = route.name().startsWith("dead-letter");
        assertThat(FILE.plugin("acl", route, null).map(acl -> acl.path("allow").toString()))
                .isEqualTo(forOperators ? Optional.of("[\"operators\"]") : Optional.empty());
        assertThat(removedFrom(route).contains("X-Consumer-Groups"))
                .as("groups that a client sends are removed where acl does not write over them")
                .isEqualTo(!forOperators);
    }

    /** Where an authentication lets the unknown go on, they must be stopped after all. */
    @Test
    void whoeverIsAnonymousIsRefusedAndIsNoMerchant() {
        Set<String> anonymous = FILE.document().findValues("anonymous").stream()
                .map(node -> node.asText())
                .collect(Collectors.toSet());
        assertThat(anonymous).containsExactly("anonymous");
        assertThat(FILE.consumer("anonymous").has("custom_id")).isFalse();
        for (KongRoute route : FILE.routes()) {
            assertThat(FILE.plugin("request-termination", route, "anonymous"))
                    .hasValueSatisfying(config ->
                            assertThat(config.path("status_code").asInt()).isEqualTo(401));
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void credentialsGoNoFurtherThanKong(KongRoute route) {
        assertThat(removedFrom(route)).contains("apikey", "Authorization");
    }

    private static Set<String> removedFrom(KongRoute route) {
        return FILE.plugin("request-transformer", route, null).stream()
                .flatMap(config -> KongFile.stream(config.at("/remove/headers")))
                .map(node -> node.asText())
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("routes")
    void whatWritesIsTriedOnce(KongRoute route) {
        if (route.hasService() && !route.methods().equals(Set.of("GET"))) {
            assertThat(route.service().path("retries").asInt(KONGS_DEFAULT)).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void everyServiceHasTimeOutsAndChecksOnItsHealth(KongRoute route) {
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
                        // A service that says 503 with Retry-After is not to be taken out for it.
                        assertThat(node.at("/healthchecks/passive/unhealthy/http_failures")
                                        .asInt(-1))
                                .isZero();
                    });
        }
    }
}
