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

    private OrdersNextDoor orders;
    private OnCall onCall;

    @BeforeEach
    void moveIn() {
        orders = new OrdersNextDoor(invoices);
        onCall = new OnCall(port);
    }

    @Test
    void countsAnInvoiceOnceHoweverOftenItsOrderComes() {
        UUID order = UUID.randomUUID();
        ObjectNode event = OrdersNextDoor.event(order, OrdersNextDoor.newMerchant());
        double before = value(ISSUED);
        orders.publish(event);
        orders.publish(event);
        orders.invoice(order);
        OrdersNextDoor.await()
                .until(() -> RecordedSpans.ofTrace(OrdersNextDoor.traceId(event)).stream()
                                .filter(span -> span.kind() == SpanKind.CONSUMER)
                                .count()
                        == 2);
        // Numbers are given out, and counted, apart from issuing: the next order's is one of a later batch.
        orders.invoice(orders.place(OrdersNextDoor.newMerchant()));
        OrdersNextDoor.await().until(() -> value(ISSUED) >= before + 2);
        assertThat(value(ISSUED)).isEqualTo(before + 2);
    }

    @Test
    void countsAMessageThatIsParked() {
        ObjectNode event = OrdersNextDoor.event(UUID.randomUUID(), OrdersNextDoor.newMerchant());
        double before = value(MALFORMED);
        orders.publish(event, "no order");
        orders.deadLetter(event.get("id").asText());
        assertThat(value(MALFORMED)).isEqualTo(before + 1);
        OrdersNextDoor.await()
                .until(() -> value("caravana_dead_letters{reason=\"malformed\",status=\"waiting\"}") >= 1);
    }

    @Test
    void tellsRateErrorsAndDurationOfEachRouteAndEachOperation() {
        UUID order = orders.place(OrdersNextDoor.newMerchant());
        orders.announcement(order);
        onCall.get("/dead-letters");
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
        OrdersNextDoor.await().untilAsserted(() -> {
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
        UUID order = orders.place(OrdersNextDoor.newMerchant());
        orders.announcement(order);
        ObjectNode hopeless = OrdersNextDoor.event(UUID.randomUUID(), OrdersNextDoor.newMerchant());
        orders.publish(hopeless, "no order");
        String letter = "/dead-letters/"
                + orders.deadLetter(hopeless.get("id").asText()).get("id");
        onCall.get("/invoices?orderId=" + order);
        onCall.get("/invoices/" + UUID.randomUUID());
        onCall.get("/" + UUID.randomUUID());
        onCall.get(letter);
        onCall.post(letter + "/discard", "{\"comment\": \"" + UUID.randomUUID() + "\"}");
    }

    @Test
    void namesTheTraceOfAFailure() {
        OrdersNextDoor.await().untilAsserted(() -> {
            ObjectNode event = OrdersNextDoor.event(UUID.randomUUID(), OrdersNextDoor.newMerchant());
            orders.publish(event, "no order");
            orders.deadLetter(event.get("id").asText());
            assertThat(OpenMetrics.scrape(managementPort).exemplars("caravana_invoicing_failures_total", "malformed"))
                    .containsExactly(OrdersNextDoor.traceId(event));
        });
    }

    @Test
    void namesTheTraceOfARequest() {
        OrdersNextDoor.await().untilAsserted(() -> {
            onCall.get("/dead-letters");
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
