package caravana.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Conventions for every route of a running service. */
abstract class RouteConventions {

    @Autowired
    private CamelContext context;

    @Autowired
    private List<RouteBuilder> builders;

    @Test
    void namesEveryRouteInKebabCase() {
        assertThat(routes()).isNotEmpty().allSatisfy(route -> {
            assertThat(route.hasCustomIdAssigned()).as("id of " + route).isTrue();
            assertThat(route.getRouteId()).matches("[a-z]+(-[a-z]+)*");
        });
    }

    @Test
    void describesEveryRoute() {
        assertThat(routes())
                .allSatisfy(route -> assertThat(route.getDescriptionText())
                        .as("description of " + route.getRouteId())
                        .isNotBlank());
    }

    @Test
    void givesEveryRouteAnErrorPolicyThatExists() {
        Set<String> policies = model().getRouteConfigurationDefinitions().stream()
                .map(policy -> policy.getId())
                .collect(Collectors.toSet());
        assertThat(policies).isNotEmpty();
        assertThat(routes())
                .allSatisfy(
                        route -> assertThat(policies).as(route.getRouteId()).contains(route.getRouteConfigurationId()));
    }

    @Test
    void usesEveryErrorPolicy() {
        Set<String> used =
                routes().stream().map(RouteDefinition::getRouteConfigurationId).collect(Collectors.toSet());
        assertThat(model().getRouteConfigurationDefinitions())
                .allSatisfy(policy -> assertThat(used).contains(policy.getId()));
    }

    @Test
    void takesRouteIdsFromConstants() {
        assertThat(context.getRoutes())
                .extracting(Route::getRouteId)
                .containsExactlyInAnyOrderElementsOf(RouteSources.idsRunBy(context.getName()));
    }

    @Test
    void runsEveryRouteClassOfTheServiceAndOfTheStarter() {
        Set<String> running = routeClasses()
                .map(builder -> builder.getClass().getSimpleName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(running).containsExactlyElementsOf(new TreeSet<>(RouteSources.classesRunBy(context.getName())));
    }

    @Test
    void hasNoIdInCommonWithTheOtherService() {
        String other = context.getName().equals("orders") ? "invoices" : "orders";
        Map<String, Class<?>> others = RouteSources.idsOf(other);
        assertThat(others).isNotEmpty();
        assertThat(routes()).extracting(RouteDefinition::getRouteId).doesNotContainAnyElementsOf(others.keySet());
    }

    /** The route definitions as written. Camel inlines a REST route into its verb's route, which has no description. */
    private List<RouteDefinition> routes() {
        List<RouteDefinition> written = routeClasses()
                .flatMap(builder -> builder.getRouteCollection().getRoutes().stream())
                .filter(route -> !Boolean.TRUE.equals(route.isRest()))
                .toList();
        assertThat(written).hasSameSizeAs(context.getRoutes());
        return written;
    }

    private Stream<RouteBuilder> routeClasses() {
        return builders.stream().filter(builder -> !(builder instanceof RouteConfigurationBuilder));
    }

    private Model model() {
        return context.getCamelContextExtension().getContextPlugin(Model.class);
    }
}
