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

/** Live services under load export all metrics that dashboards and alerts query. A stopped broker triggers alerts. */
@Tag("dashboards")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LiveMetricsTest {

    private static final Duration SOON = Duration.ofMinutes(2);
    /** The outbox may be 60 s behind, and the alert fires after another 30 s. */
    private static final Duration UNTIL_IT_FIRES = Duration.ofMinutes(4);

    private final Instant began = Instant.now();
    private LivePlatform platform;

    @BeforeAll
    void startUnderLoad() throws Exception {
        platform = new LivePlatform();
        platform.startLoad();
        await("all targets except Kong are up")
                .atMost(SOON)
                .untilAsserted(() ->
                        assertThat(platform.prometheus().jobsThatAreDown()).containsOnlyKeys("kong"));
        platform.refuse();
        platform.createDeadLetters();
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
    void everyPanelAndEveryLinkReturnsData() {
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
    void everyRuleHasSeriesToCompare() throws IOException {
        List<Expression> expressions = Rule.all().stream()
                .map(rule -> rule.isAlert() ? rule.expression().withBoolComparisons() : rule.expression())
                .toList();
        awaitData(expressions);
        assertThat(platform.prometheus().brokenRules()).isEmpty();
        System.out.printf(
                "%d expressions of rules return data, those of %d alerts among them%n",
                expressions.size(), Rule.alerts().size());
    }

    @Test
    @Order(3)
    void everyKnownMetricIsExported() {
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

    /** An unknown metric and a metric without series return no data. Otherwise the tests above would prove nothing. */
    @Test
    @Order(4)
    void unknownMetricsReturnNoData() throws IOException {
        assertThat(platform.prometheus().values(new Expression("", "caravana_orders_forgotten_total")))
                .isEmpty();
        assertThat(platform.prometheus()
                        .values(new Expression("", "histogram_quantile(0.99, sum by (le) (0 * up{le=\"1\"}))")))
                .isEmpty();
    }

    @Test
    @Order(5)
    void exemplarsLinkToTracesOfOrders() {
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
    void aWaitingDeadLetterTriggersAnAlert() throws IOException {
        String waiting = "DeadLettersWaiting malformed";
        awaitAlert(waiting, "reason");
        platform.discardDeadLetters();
        awaitNoAlert(waiting, "reason");
    }

    @Test
    @Order(7)
    void aQueueWithoutAConsumerTriggersAnAlert() {
        String unread = "ConsumerGone invoices.order-placed";
        platform.stopInvoices();
        awaitAlert(unread, "queue");
        platform.startInvoices();
        awaitNoAlert(unread, "queue");
    }

    @Test
    @Order(8)
    void aStoppedBrokerTriggersAlertsOnOutboxAndInvoices() throws IOException {
        String stuck = "OutboxStuck orders";
        assertThat(platform.prometheus().pendingOrFiring("job")).doesNotContain(stuck);
        Instant away = Instant.now();
        platform.broker().stop();
        await("the alert for the outbox fires")
                .atMost(UNTIL_IT_FIRES)
                .until(() -> platform.prometheus().firing("job").contains(stuck));
        Instant fired = Instant.now();
        platform.broker().start();
        awaitNoAlert(stuck, "job");
        Instant ended = Instant.now();
        awaitAlert("InvoicesLateFastBurn page", "severity");
        System.out.printf(
                "OutboxStuck fired %d s after the broker had been stopped, and ended %d s later%n",
                Duration.between(away, fired).toSeconds(),
                Duration.between(fired, ended).toSeconds());
    }

    /** Runs late: the two minutes of its alert pass during the tests before it. */
    @Test
    @Order(9)
    void aMissingTargetTriggersAnAlert() {
        await("the alert for Kong fires, because there is no Kong")
                .atMost(UNTIL_IT_FIRES)
                .until(() -> platform.prometheus().firing("job").contains("TargetDown kong"));
    }

    private void awaitAlert(String alert, String label) {
        await(alert)
                .atMost(SOON)
                .until(() -> platform.prometheus().pendingOrFiring(label).contains(alert));
    }

    private void awaitNoAlert(String alert, String label) {
        await("no more " + alert)
                .atMost(SOON)
                .until(() -> !platform.prometheus().pendingOrFiring(label).contains(alert));
    }
}
