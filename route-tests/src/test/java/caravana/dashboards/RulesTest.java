package caravana.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The required contents of an alert, and that promtool tests every alert. */
class RulesTest {

    private static final String RUNBOOK = "docs/runbook.md";
    private static final Path METRICS = Path.of("src/test/resources/dashboards/metrics.txt");

    /** The metrics that expressions may query, without those that rules record. */
    static List<String> knownMetrics() {
        return Provisioning.text(METRICS)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    @Test
    void coverTheObjectivesAndStuckMessages() {
        assertThat(Rule.alerts())
                .extracting(Rule::name)
                .doesNotHaveDuplicates()
                .contains(
                        "InvoicesLateFastBurn",
                        "ApiErrorsFastBurn",
                        "OutboxStuck",
                        "DeadLettersWaiting",
                        "OrdersGivenUp",
                        "ConsumerGone",
                        "DiskFull");
    }

    @Test
    void haveASeverityAndInstructions() {
        assertThat(Rule.alerts()).allSatisfy(alert -> {
            assertThat(alert.definition().at("/labels/severity").asText()).isIn("page", "ticket");
            assertThat(alert.definition().path("for").asText()).matches("[1-9]\\d*[smh]");
            assertThat(alert.annotation("summary")).isNotEmpty().doesNotEndWith(".");
            assertThat(alert.annotation("description")).endsWith(".");
            assertThat(alert.annotation("runbook_url")).startsWith(RUNBOOK + "#");
        });
    }

    @Test
    void linkToTheSectionOfTheRunbookThatNamesThem() {
        String runbook = Provisioning.text(Provisioning.ROOT.resolve(RUNBOOK));
        List<String> sections = List.of(runbook.split("(?m)^## "));
        Set<String> used = new TreeSet<>();
        assertThat(Rule.alerts()).allSatisfy(alert -> {
            String anchor = alert.annotation("runbook_url").substring(RUNBOOK.length() + 1);
            assertThat(sections.stream().filter(section -> anchor(section).equals(anchor)))
                    .singleElement()
                    .asString()
                    .contains("`" + alert.name() + "`");
            used.add(anchor);
        });
        assertThat(sections.stream().skip(1).map(RulesTest::anchor)).containsExactlyInAnyOrderElementsOf(used);
        assertThat(Pattern.compile("]\\(#([^)]+)\\)").matcher(runbook).results().map(link -> link.group(1)))
                .isNotEmpty()
                .allMatch(used::contains);
    }

    /** The anchor of a heading, as GitHub generates it. */
    private static String anchor(String section) {
        String heading = section.lines().findFirst().orElse("");
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
    }

    @Test
    void queryKnownMetrics() {
        Set<String> known = new TreeSet<>(knownMetrics());
        Rule.all().stream().filter(rule -> !rule.isAlert()).map(Rule::name).forEach(known::add);
        assertThat(Rule.all())
                .hasSizeGreaterThan(20)
                .allSatisfy(rule -> assertThat(known)
                        .as(rule.name())
                        .containsAll(rule.expression().metrics()));
    }

    @Test
    void listNoUnusedMetrics() {
        Set<String> asked = Stream.of(
                        Rule.all().stream().map(Rule::expression),
                        Dashboard.all().stream().flatMap(Dashboard::expressions))
                .flatMap(expressions -> expressions)
                .flatMap(expression -> expression.metrics().stream())
                .collect(Collectors.toSet());
        assertThat(knownMetrics()).doesNotHaveDuplicates().allMatch(asked::contains);
    }

    /** Every instance exports values for its whole database: their sum would count rows more than once. */
    @Test
    void useTheMaximumOverInstances() {
        Pattern told = Pattern.compile("caravana_(outbox_\\w+|orders_uninvoiced|orders_overdue|dead_letters)\\b");
        Stream.of(
                        Rule.all().stream().map(Rule::expression),
                        Dashboard.all().stream().flatMap(Dashboard::expressions))
                .flatMap(expressions -> expressions)
                .filter(expression -> told.matcher(expression.promQl()).find())
                .forEach(expression -> assertThat(expression.promQl())
                        .as("%s", expression)
                        .containsPattern("\\bmax ?(by \\([a-z, ]+\\) ?)?\\(caravana_"));
    }

    @Test
    void haveTestsInWhichTheyFireAndResolve() {
        List<String> tested = new ArrayList<>();
        for (Path file : Provisioning.files("tests")) {
            for (JsonNode test : Provisioning.yaml(file).path("tests")) {
                JsonNode first = test.at("/alert_rule_test/0");
                JsonNode last = Provisioning.each(test.path("alert_rule_test"))
                        .reduce((one, next) -> next)
                        .orElseThrow();
                assertThat(first.path("exp_alerts").size()).as("fires").isPositive();
                assertThat(last.path("alertname")).isEqualTo(first.path("alertname"));
                assertThat(last.path("exp_alerts").isEmpty()).as("ends").isTrue();
                tested.add(first.path("alertname").asText());
            }
        }
        assertThat(tested)
                .containsExactlyInAnyOrderElementsOf(
                        Rule.alerts().stream().map(Rule::name).toList());
    }

    @Test
    void findTheMetricsOfAnExpression() {
        assertThat(new Expression(
                                "",
                                "histogram_quantile(0.9, sum by (le, job) (rate(a_bucket{x=\"b_c\", y=~\"d.*\"}[5m])))"
                                        + " / e:f > bool 1e3 and max(g)")
                        .metrics())
                .containsExactly("a_bucket", "e:f", "g");
    }
}
