package caravana.invoices;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.InvoicesTest;
import caravana.fixture.OpenMetrics;
import caravana.fixture.RecordedSpans;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.opentelemetry.api.trace.SpanKind;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** What Invoices tells of its work at {@code /actuator/prometheus}. */
@InvoicesTest
class InvoicesMetricsTest {

    private static final String ISSUED = "caravana_invoices_issued_total";
    private static final String MALFORMED = "caravana_invoicing_failures_total{reason=\"malformed\"}";

    @Autowired
    private ApplicationContext invoices;

    @LocalServerPort
    private int port;

    @LocalManagementPort
    private int managementPort;

    private OrdersSimulator orders;
    private OperatorClient client;

    @BeforeEach
    void setUp() {
        orders = new OrdersSimulator(invoices);
        client = new OperatorClient(port);
    }

    @Test
    void countsAnInvoiceOnceHoweverOftenItsOrderComes() {
        UUID order = UUID.randomUUID();
        ObjectNode event = OrdersSimulator.event(order, OrdersSimulator.newMerchant());
        double before = value(ISSUED);
        orders.publish(event);
        orders.publish(event);
        orders.invoice(order);
        OrdersSimulator.await()
                .until(() -> RecordedSpans.ofTrace(OrdersSimulator.traceId(event)).stream()
                                .filter(span -> span.kind() == SpanKind.CONSUMER)
                                .count()
                        == 2);
        // Numbers are given out, and counted, apart from issuing: the next order's is one of a later batch.
        orders.invoice(orders.place(OrdersSimulator.newMerchant()));
        OrdersSimulator.await().until(() -> value(ISSUED) >= before + 2);
        assertThat(value(ISSUED)).isEqualTo(before + 2);
    }

    @Test
    void countsAMessageThatBecomesADeadLetter() {
        ObjectNode event = OrdersSimulator.event(UUID.randomUUID(), OrdersSimulator.newMerchant());
        double before = value(MALFORMED);
        orders.publish(event, "no order");
        orders.deadLetter(event.get("id").asText());
        assertThat(value(MALFORMED)).isEqualTo(before + 1);
        OrdersSimulator.await()
                .until(() -> value("caravana_dead_letters{reason=\"malformed\",status=\"waiting\"}") >= 1);
    }

    @Test
    void tellsRateErrorsAndDurationOfEachRouteAndEachOperation() {
        UUID order = orders.place(OrdersSimulator.newMerchant());
        orders.announcement(order);
        client.get("/dead-letters");
        assertThat(OpenMetrics.scrape(managementPort).series())
                .anyMatch(told("http_server_requests_seconds_bucket", "GET", "\"/dead-letters\"", "\"200\"", "le="))
                .anyMatch(told("camel_route_policy_seconds_bucket", "\"invoice-issuing\"", "le="))
                .anyMatch(told("camel_exchanges_failed_total", "\"invoice-issuing\""))
                .anyMatch(told("hikaricp_connections_pending"))
                .anyMatch(told("jvm_memory_used_bytes"))
                .anyMatch(told("rabbitmq_consumed_total"));
    }

    private static Predicate<String> told(String metric, String... labels) {
        return series -> series.startsWith(metric) && Set.of(labels).stream().allMatch(series::contains);
    }

    /** A label with a value for each order or merchant would be a series for each. */
    @Test
    void tellsNoMoreOfManyOrdersAndMerchantsThanOfOne() {
        // What comes into being once (a route that runs for the first time, say) is not there again at the next try.
        OrdersSimulator.await().untilAsserted(() -> {
            visitEverything();
            Set<String> before = OpenMetrics.scrape(managementPort).series();
            for (int visit = 0; visit < 5; visit++) {
                visitEverything();
            }
            Set<String> added = OpenMetrics.scrape(managementPort).series();
            added.removeAll(before);
            assertThat(added).filteredOn(series -> !series.startsWith("jvm_")).isEmpty();
        });
    }

    private void visitEverything() {
        UUID order = orders.place(OrdersSimulator.newMerchant());
        orders.announcement(order);
        ObjectNode hopeless = OrdersSimulator.event(UUID.randomUUID(), OrdersSimulator.newMerchant());
        orders.publish(hopeless, "no order");
        String letter = "/dead-letters/"
                + orders.deadLetter(hopeless.get("id").asText()).get("id");
        client.get("/invoices?orderId=" + order);
        client.get("/invoices/" + UUID.randomUUID());
        client.get("/" + UUID.randomUUID());
        client.get(letter);
        client.post(letter + "/discard", "{\"comment\": \"" + UUID.randomUUID() + "\"}");
    }

    @Test
    void namesTheTraceOfAFailure() {
        OrdersSimulator.await().untilAsserted(() -> {
            ObjectNode event = OrdersSimulator.event(UUID.randomUUID(), OrdersSimulator.newMerchant());
            orders.publish(event, "no order");
            orders.deadLetter(event.get("id").asText());
            assertThat(OpenMetrics.scrape(managementPort).exemplars("caravana_invoicing_failures_total", "malformed"))
                    .containsExactly(OrdersSimulator.traceId(event));
        });
    }

    @Test
    void namesTheTraceOfARequest() {
        OrdersSimulator.await().untilAsserted(() -> {
            client.get("/dead-letters");
            assertThat(OpenMetrics.scrape(managementPort)
                            .exemplars("http_server_requests_seconds_bucket", "uri=\"/dead-letters\""))
                    .isNotEmpty()
                    .allSatisfy(trace -> assertThat(RecordedSpans.ofTrace(trace))
                            .anyMatch(span -> span.name().equals("GET /dead-letters")));
        });
    }

    private double value(String series) {
        return OpenMetrics.scrape(managementPort).value(series);
    }
}
