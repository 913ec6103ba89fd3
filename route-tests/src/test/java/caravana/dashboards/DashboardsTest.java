package caravana.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.contract.ContractFile;
import caravana.dashboards.Dashboard.Panel;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules for the file of a dashboard, whether or not there is data to show. */
class DashboardsTest {

    private static final ContractFile SCHEMA = ContractFile.of("dashboards/grafana-dashboard.schema.json");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");
    private static final Pattern LABEL_OF_A_LEGEND = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern KEPT_LABELS = Pattern.compile("\\bby \\(([^)]*)\\)");
    /** The most lines that can be reviewed. */
    private static final int LONGEST_LINE = 200;

    static List<Dashboard> dashboards() {
        return Dashboard.all();
    }

    private static Stream<Panel> panels() {
        return dashboards().stream().flatMap(dashboard -> dashboard.panels().stream());
    }

    @Test
    void areTheExpectedFour() {
        assertThat(dashboards())
                .extracting(Dashboard::uid)
                .containsExactlyInAnyOrder("order-journey", "flows", "messaging", "runtime");
        assertThat(dashboards()).allSatisfy(dashboard -> assertThat(dashboard).hasToString(dashboard.uid() + ".json"));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void conformToTheSchema(Dashboard dashboard) {
        assertThat(SCHEMA.violations(dashboard.document())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', version, 7",
        "'', uid, '\"Flows\"'",
        "/time, to, '\"tomorrow\"'",
        "/templating/list/0, type, '\"query\"'",
        "/panels/1, id, 12",
        "/panels/1, descripton, '\"Requests.\"'",
        "/panels/1, type, '\"graph\"'",
        "/panels/1/gridPos, w, 25",
        "/panels/1/targets/0, expression, '\"up\"'",
        "/panels/1/targets/0, legendFormat, '\"\"'",
        "/panels/1/fieldConfig/defaults, unit, '\"requests\"'",
        "/panels/1/options/legend, showLegend, false"
    })
    void violateTheSchemaWithAWrongFieldOrValue(String place, String field, String value) throws IOException {
        JsonNode broken = dashboards().stream()
                .filter(dashboard -> dashboard.uid().equals("flows"))
                .findFirst()
                .orElseThrow()
                .document()
                .deepCopy();
        ((ObjectNode) broken.at(place)).set(field, new ObjectMapper().readTree(value));
        assertThat(SCHEMA.violations(broken)).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void canBeReviewedLineByLine(Dashboard dashboard) {
        String text = Provisioning.text(dashboard.file());
        assertThat(text.lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(LONGEST_LINE))
                .hasSizeLessThan(400);
        assertThat(text).endsWith("}\n").doesNotContain("\t", "\r");
    }

    /** Tables, traces, logs and node graphs label their own contents. */
    @Test
    void haveAUnitADescriptionAndALegendOnEveryPanel() {
        assertThat(panels()).hasSizeGreaterThan(40).allSatisfy(panel -> {
            assertThat(panel.text("/fieldConfig/defaults/unit")).isNotEmpty();
            assertThat(panel.text("/description")).endsWith(".").isNotEqualTo(panel.text("/title"));
            if (panel.text("/type").equals("timeseries")) {
                assertThat(panel.definition().at("/options/legend/showLegend").asBoolean())
                        .isTrue();
            }
            if (panel.text("/datasource/type").equals("prometheus")) {
                assertThat(panel.targets())
                        .extracting(target -> target.path("legendFormat").asText())
                        .doesNotContain("")
                        .doesNotHaveDuplicates();
            }
        });
    }

    @Test
    void useOnlyLabelsInLegendsThatTheExpressionKeeps() {
        panels().filter(panel -> panel.text("/datasource/type").equals("prometheus"))
                .forEach(panel -> panel.targets().forEach(target -> {
                    Set<String> kept = KEPT_LABELS
                            .matcher(target.path("expr").asText())
                            .results()
                            .flatMap(by -> Stream.of(by.group(1).split(", ?")))
                            .collect(Collectors.toSet());
                    kept.remove("le");
                    Set<String> named = LABEL_OF_A_LEGEND
                            .matcher(target.path("legendFormat").asText())
                            .results()
                            .map(label -> label.group(1))
                            .collect(Collectors.toSet());
                    assertThat(kept).as("%s", panel).containsAll(named);
                }));
    }

    @Test
    void haveUniqueTitlesOfPanelsAndLettersOfQueries() {
        assertThat(dashboards())
                .allSatisfy(dashboard -> assertThat(dashboard.panels())
                        .extracting(panel -> panel.text("/title"))
                        .doesNotHaveDuplicates());
        assertThat(panels())
                .allSatisfy(panel -> assertThat(panel.targets())
                        .extracting(target -> target.path("refId").asText())
                        .doesNotHaveDuplicates());
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void doNotOverlapPanels(Dashboard dashboard) {
        List<int[]> taken = new ArrayList<>();
        for (JsonNode panel : dashboard.document().path("panels")) {
            JsonNode place = panel.path("gridPos");
            int[] area = {
                place.path("x").asInt(),
                place.path("y").asInt(),
                place.path("x").asInt() + place.path("w").asInt(),
                place.path("y").asInt() + place.path("h").asInt()
            };
            assertThat(area[2]).isLessThanOrEqualTo(24);
            assertThat(taken)
                    .as(panel.path("title").asText())
                    .noneMatch(other ->
                            area[0] < other[2] && other[0] < area[2] && area[1] < other[3] && other[1] < area[3]);
            taken.add(area);
        }
    }

    @Test
    void useProvisionedDatasources() {
        Set<String> known = Datasource.all().stream()
                .map(source -> source.type() + " " + source.uid())
                .collect(Collectors.toSet());
        assertThat(panels())
                .allSatisfy(panel -> assertThat(known)
                        .contains(panel.text("/datasource/type") + " " + panel.text("/datasource/uid")));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void useExactlyTheVariablesThatTheyDefine(Dashboard dashboard) {
        Set<String> builtIn = Set.of("__rate_interval", "__url_time_range", "__value");
        Set<String> used = Provisioning.all(dashboard.document().path("panels"))
                .filter(JsonNode::isTextual)
                .flatMap(text -> VARIABLE.matcher(text.asText()).results())
                .map(variable -> variable.group(1))
                .filter(name -> !builtIn.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(used)
                .isEqualTo(dashboard.variables().stream()
                        .map(variable -> variable.path("name").asText())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void offerTheServicesThatPrometheusScrapes() {
        Set<String> jobs = Provisioning.each(Provisioning.yaml(Provisioning.FOLDER.resolve("prometheus.yaml"))
                        .path("scrape_configs"))
                .map(job -> job.path("job_name").asText())
                .collect(Collectors.toSet());
        assertThat(dashboards().stream()
                        .flatMap(dashboard -> dashboard.variables().stream())
                        .filter(variable -> variable.path("name").asText().equals("job")))
                .hasSize(2)
                .allSatisfy(variable -> assertThat(jobs)
                        .contains(variable.path("query").asText().split(",")));
    }

    @Test
    void linkToExistingDashboards() {
        Set<String> known = dashboards().stream().map(Dashboard::uid).collect(Collectors.toSet());
        List<String> links = panels().flatMap(panel -> Provisioning.all(panel.definition()))
                .filter(node -> node.has("url"))
                .map(node -> node.path("url").asText())
                .toList();
        assertThat(links).isNotEmpty().allSatisfy(link -> assertThat(known).contains(link.split("[/?]")[2]));
    }

    @Test
    void followAnOrderByItsIdOrItsTrace() {
        Dashboard journey = dashboards().stream()
                .filter(dashboard -> dashboard.uid().equals("order-journey"))
                .findFirst()
                .orElseThrow();
        assertThat(journey.variables())
                .extracting(variable -> variable.path("name").asText())
                .containsExactly("order", "trace");
        assertThat(journey.panels())
                .extracting(panel -> panel.text("/type"))
                .contains("table", "traces", "logs", "nodeGraph", "timeseries");
    }

    @Test
    void queryKnownMetrics() {
        Set<String> known = new TreeSet<>(RulesTest.knownMetrics());
        Rule.all().stream().filter(rule -> !rule.isAlert()).map(Rule::name).forEach(known::add);
        assertThat(Stream.concat(
                        dashboards().stream().flatMap(Dashboard::expressions),
                        Datasource.all().stream().flatMap(Datasource::expressions)))
                .hasSizeGreaterThan(60)
                .allSatisfy(expression -> assertThat(known).as("%s", expression).containsAll(expression.metrics()));
    }

    /** Routes change over time: a panel shows all of them. */
    @Test
    void nameNoRoute() {
        assertThat(dashboards().stream().flatMap(Dashboard::expressions))
                .noneMatch(expression -> expression.promQl().matches(".*routeId[=!].*"));
    }
}
