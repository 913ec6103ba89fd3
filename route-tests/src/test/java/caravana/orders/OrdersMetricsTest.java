package caravana.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.fixture.OpenMetrics;
import caravana.fixture.OrdersTest;
import caravana.fixture.RecordedSpans;
import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** What Orders tells of its work at {@code /actuator/prometheus}. */
@OrdersTest
class OrdersMetricsTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String ACCEPTED = "caravana_orders_placed_total";
    private static final String UNINVOICED = "caravana_orders_uninvoiced";

    @LocalServerPort
    private int port;

    @LocalManagementPort
    private int managementPort;

    @Autowired
    private JdbcTemplate jdbc;

    private OrdersClient client;

    @BeforeEach
    void call() {
        client = new OrdersClient(port);
    }

    @Test
    void countsAnOrderOnceHoweverOftenItsClientSendsIt() {
        double before = value(ACCEPTED);
        String key = UUID.randomUUID().toString();
        for (int time = 0; time < 3; time++) {
            assertThat(client.placeOnce("demo", key, OrderJson.valid().text()).status())
                    .isEqualTo(201);
        }
        client.placed("demo");
        assertThat(value(ACCEPTED)).isEqualTo(before + 2);
    }

    @Test
    void countsNoOrderThatIsRefused() {
        double before = value(ACCEPTED);
        assertThat(client.place("{}").status()).isEqualTo(400);
        assertThat(value(ACCEPTED)).isEqualTo(before);
    }

    @Test
    void tellsHowManyOrdersHaveNoInvoiceYet() {
        client.placed("demo");
        await().atMost(SOON).untilAsserted(() -> assertThat(value(UNINVOICED)).isEqualTo(uninvoiced()));
        jdbc.update("update orders set invoice_id = id, invoice_number = 'any' where invoice_id is null");
        await().atMost(SOON).until(() -> value(UNINVOICED) == 0);
    }

    @Test
    void tellsRateErrorsAndDurationOfEachRouteAndEachOperation() {
        client.placed("demo");
        client.place("{}");
        await("the relay has been round")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(
                                OpenMetrics.scrape(managementPort).series())
                        .anyMatch(told("http_server_requests_seconds_bucket", "POST", "\"/orders\"", "\"201\"", "le="))
                        .anyMatch(told("http_server_requests_seconds_count", "POST", "\"/orders\"", "\"400\""))
                        .anyMatch(told("camel_route_policy_seconds_bucket", "\"order-intake\"", "le="))
                        .anyMatch(told("camel_route_policy_seconds_count", "\"outbox-relay\""))
                        .anyMatch(told("camel_exchanges_failed_total", "\"order-intake\""))
                        .anyMatch(told("hikaricp_connections_pending"))
                        .anyMatch(told("jvm_memory_used_bytes"))
                        .anyMatch(told("rabbitmq_published_total")));
    }

    private static Predicate<String> told(String metric, String... labels) {
        return series -> series.startsWith(metric) && Set.of(labels).stream().allMatch(series::contains);
    }

    /** A label with a value for each order or merchant would be a series for each. */
    @Test
    void tellsNoMoreOfManyOrdersAndMerchantsThanOfOne() {
        // What comes into being once (a route that runs for the first time, say) is not there again at the next try.
        await().atMost(SOON).untilAsserted(() -> {
            visitEverything();
            Set<String> before = OpenMetrics.scrape(managementPort).series();
            for (int visit = 0; visit < 10; visit++) {
                visitEverything();
            }
            Set<String> added = OpenMetrics.scrape(managementPort).series();
            added.removeAll(before);
            assertThat(added).filteredOn(series -> !series.startsWith("jvm_")).isEmpty();
        });
    }

    private void visitEverything() {
        String merchant = "merchant-" + UUID.randomUUID();
        JsonNode order = client.placed(merchant);
        client.get(merchant, "/orders/" + order.path("id").textValue());
        client.get(merchant, "/orders/" + UUID.randomUUID());
        client.get(merchant, "/orders?limit=1");
        client.get(merchant, "/" + UUID.randomUUID());
        client.get(merchant, "/orders/" + UUID.randomUUID() + "/" + UUID.randomUUID());
        client.place(merchant, "{\"currency\": \"" + UUID.randomUUID() + "\"}");
    }

    @Test
    void namesTheTraceOfAnOrderThatWasMeasured() {
        await().atMost(SOON).untilAsserted(() -> {
            client.placed("demo");
            assertThat(OpenMetrics.scrape(managementPort)
                            .exemplars("http_server_requests_seconds_bucket", "uri=\"/orders\""))
                    .isNotEmpty()
                    .allSatisfy(trace -> assertThat(RecordedSpans.ofTrace(trace))
                            .anyMatch(span -> span.kind() == SpanKind.SERVER
                                    && span.name().matches("(GET|POST) /orders")));
        });
    }

    private double value(String series) {
        return OpenMetrics.scrape(managementPort).value(series);
    }

    private double uninvoiced() {
        return jdbc.queryForObject("select count(*) from orders where invoice_id is null", Double.class);
    }
}
