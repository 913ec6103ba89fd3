package caravana.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.Faults;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.model.InterceptFromDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.OtherwiseDefinition;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.WhenDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.springframework.beans.factory.annotation.Autowired;

/** Route coverage of 100 %. {@link CoverageLast} runs these tests last. */
abstract class RouteCoverageChecks {

    @Autowired
    private CamelContext context;

    @Test
    @DisabledIfSystemProperty(
            named = "selected.tests",
            matches = "[^$].*",
            disabledReason = "a subset of the tests does not run every step")
    void runsEveryStepOfEveryRoute() {
        List<RouteDefinition> routes =
                context.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinitions();
        assertThat(routes).as("routes of " + context.getName()).hasSizeGreaterThanOrEqualTo(fewestRoutes());

        Map<String, Set<NamedNode>> stepsByPlace = new TreeMap<>();
        for (RouteDefinition route : routes) {
            List<NamedNode> steps = stepsOf(route);
            assertThat(steps).as("steps of " + route.getRouteId()).isNotEmpty();
            steps.forEach(step -> stepsByPlace
                    .computeIfAbsent(RouteCoverage.placeOf(step), place -> identitySet())
                    .add(step));
        }

        assertThat(stepsByPlace.keySet())
                .as("locations: a source file and a line, or a route")
                .allMatch(place ->
                        place.matches("\\w+(Route|ErrorPolic(y|ies))\\.java:[1-9][0-9]* .+|[a-z-]+ > marshal"));
        assertThat(stepsByPlace.values())
                .as("steps on the same line, which coverage cannot tell apart")
                .allMatch(steps -> steps.size() == 1);
        assertThat(stepsByPlace.values().stream()
                        .flatMap(Set::stream)
                        .filter(step -> !RouteCoverage.wasRun(step))
                        .map(RouteCoverage::placeOf))
                .as("steps that no test ran")
                .isEmpty();
    }

    /** The minimum number of routes. A lower number means that the routes were not found. */
    abstract int fewestRoutes();

    /**
     * Branches and interceptions are not executed themselves, but their steps are. Steps that tests weave in do not
     * count.
     */
    private static List<NamedNode> stepsOf(RouteDefinition route) {
        return ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), NamedNode.class).stream()
                .filter(step -> !(step instanceof WhenDefinition
                        || step instanceof OtherwiseDefinition
                        || step instanceof OnExceptionDefinition
                        || step instanceof InterceptFromDefinition
                        || step instanceof ProcessDefinition woven && woven.getProcessor() instanceof Faults))
                .toList();
    }

    private static Set<NamedNode> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
