package caravana.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.dashboards.Dashboard.Panel;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Live services under load tell everything that dashboards and alerts ask for, and a broker that is away is noticed. */
@Tag("dashboards")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LiveMetricsTest {

    private static final Duration SOON = Duration.ofMinutes(2);
    /** The outbox may age for a minute, and the alert waits for half another. */
    private static final Duration UNTIL_IT_FIRES = Duration.ofMinutes(4);

    private final Instant began = Instant.now();
    private LivePlatform platform;

    @BeforeAll
    void startUnderLoad() throws Exception {
        platform = new LivePlatform();
        platform.startLoad();
        await("Prometheus hears of everybody but Kong")
                .atMost(SOON)
                .untilAsserted(() ->
                        assertThat(platform.prometheus().jobsThatAreAway()).containsOnlyKeys("kong"));
        platform.refuse();
        platform.parkDeadLetters();
        platform.failOnce();
    }

    @AfterAll
    void stop() {
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    @Order(1)
    void everyPanelAndEveryLinkHasSomethingToShow() {
        List<Expression> expressions = Stream.concat(
                        Dashboard.all().stream().flatMap(Dashboard::expressions),
                        Datasource.all().stream().flatMap(Datasource::expressions))
                .map(Expression::filledIn)
                .toList();
        awaitData(expressions);
        long panels = Dashboard.all().stream()
                .flatMap(dashboard -> dashboard.panels().stream())
                .map(Panel::expressions)
                .filter(asked -> asked.findAny().isPresent())
                .count();
        System.out.printf(
                "%d expressions of %d panels and the links of spans return data%n", expressions.size(), panels);
    }

    @Test
    @Order(2)
    void everyRuleHasSomethingToCompare() throws IOException {
        List<Expression> expressions = Rule.all().stream()
                .map(rule -> rule.isAlert() ? rule.expression().thatAnswersAlways() : rule.expression())
                .toList();
        awaitData(expressions);
        assertThat(platform.prometheus().brokenRules()).isEmpty();
        System.out.printf(
                "%d expressions of rules return data, those of %d alerts among them%n",
                expressions.size(), Rule.alerts().size());
    }

    @Test
    @Order(3)
    void everyKnownMetricIsTold() {
        awaitData(RulesTest.knownMetrics().stream()
                .map(metric -> new Expression("metrics.txt", "count(" + metric + ")"))
                .toList());
        assertThat(RulesTest.knownMetrics()).isNotEmpty();
    }

    private void awaitData(List<Expression> expressions) {
        List<Expression> waiting = new ArrayList<>(expressions);
        assertThat(waiting).isNotEmpty();
        await("every expression returns data").atMost(SOON).untilAsserted(() -> {
            for (Expression expression : List.copyOf(waiting)) {
                if (!platform.prometheus().values(expression).isEmpty()) {
                    waiting.remove(expression);
                }
            }
            assertThat(waiting).isEmpty();
        });
    }

    /** What is no metric of ours, or has no series, is no data: else all of the above would prove nothing. */
    @Test
    @Order(4)
    void nothingIsToldOfWhatIsNotThere() throws IOException {
        assertThat(platform.prometheus().values(new Expression("", "caravana_orders_forgotten_total")))
                .isEmpty();
        assertThat(platform.prometheus()
                        .values(new Expression("", "histogram_quantile(0.99, sum by (le) (0 * up{le=\"1\"}))")))
                .isEmpty();
    }

    @Test
    @Order(5)
    void aPointOfTheDelayLeadsToTheTraceOfAnOrder() {
        for (String metric :
                List.of("caravana_order_to_invoice_duration_seconds_bucket", "http_server_requests_seconds_bucket")) {
            await("exemplars of " + metric + " name traces of orders")
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(platform.prometheus().exemplars(metric, began))
                            .isNotEmpty()
                            .allMatch(trace -> trace.matches("[0-9a-f]{32}"))
                            .containsAnyElementsOf(platform.traces()));
        }
    }

    @Test
    @Order(6)
    void aDeadLetterIsNoticedWhileItWaits() throws IOException {
        String waiting = "DeadLettersWaiting malformed";
        awaitNoticed(waiting, "reason");
        platform.discardDeadLetters();
        awaitForgotten(waiting, "reason");
    }

    @Test
    @Order(7)
    void aQueueThatNobodyReadsIsNoticed() {
        String unread = "ConsumerGone invoices.order-placed";
        platform.stopInvoices();
        awaitNoticed(unread, "queue");
        platform.startInvoices();
        awaitForgotten(unread, "queue");
    }

    @Test
    @Order(8)
    void theOutboxIsStuckAndInvoicesAreLateWhenTheBrokerIsAway() throws IOException {
        String stuck = "OutboxStuck orders";
        assertThat(platform.prometheus().noticed("job")).doesNotContain(stuck);
        Instant away = Instant.now();
        platform.broker().stop();
        await("the outbox is reported stuck")
                .atMost(UNTIL_IT_FIRES)
                .until(() -> platform.prometheus().firing("job").contains(stuck));
        Instant fired = Instant.now();
        platform.broker().start();
        awaitForgotten(stuck, "job");
        Instant ended = Instant.now();
        awaitNoticed("InvoicesLateFastBurn page", "severity");
        System.out.printf(
                "OutboxStuck fired %d s after the broker had been stopped, and ended %d s later%n",
                Duration.between(away, fired).toSeconds(),
                Duration.between(fired, ended).toSeconds());
    }

    /** Late, since its two minutes pass while the tests before it wait for theirs. */
    @Test
    @Order(9)
    void aTargetThatIsAwayIsNoticed() {
        await("Kong, which is not there, is missed")
                .atMost(UNTIL_IT_FIRES)
                .until(() -> platform.prometheus().firing("job").contains("TargetDown kong"));
    }

    private void awaitNoticed(String alert, String label) {
        await(alert)
                .atMost(SOON)
                .until(() -> platform.prometheus().noticed(label).contains(alert));
    }

    private void awaitForgotten(String alert, String label) {
        await("no more " + alert)
                .atMost(SOON)
                .until(() -> !platform.prometheus().noticed(label).contains(alert));
    }
}
