package caravana.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.fixture.Infrastructure;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Follows the links that {@code ./run} prints in a browser: from the sample order to its trace and its invoice. */
@Tag("dashboards")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TracePageTest {

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Path DIRECTORY = Path.of("target", "run-" + Infrastructure.RUN);
    private static final String SPANS =
            "//main//div[starts-with(text(), 'orders: ') or starts-with(text(), 'invoices: ')]";

    private static final int WARM_UP = Integer.getInteger("screenshots.warm-up", 3);

    private final JsonHttp http = new JsonHttp();
    private Browser browser;
    private LocalRun run;
    private String orderId;
    private String invoiceNumber;
    private String tracePage;

    @BeforeAll
    void start() throws IOException {
        // First: without a browser there is no need to start the rest.
        browser = new Browser();
        run = new LocalRun(DIRECTORY);
        run.awaitReady();
        orderId = run.printed("^  \"orderId\" : \"(.+)\"");
        invoiceNumber = run.printed("^  \"number\" : \"(.+)\"");
        tracePage = run.printed("^Trace (\\S+)  complete: ");
    }

    @AfterAll
    void stop() {
        if (run != null) {
            run.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void theOrderHasItsTraceId() throws IOException {
        browser.open(run.printed("^Orders +(\\S+)/docs") + "/orders/" + orderId, 500, 760);
        browser.prettyPrint();
        String traceId = tracePage.substring(tracePage.lastIndexOf('/') + 1);
        assertThat(browser.text())
                .contains("\"traceId\": \"" + traceId + "\"")
                .contains("\"number\": \"" + invoiceNumber + "\"");
        browser.keep("order");
    }

    @Test
    void theTracesPageShowsTheSpansOfBothServices() throws IOException {
        browser.open(tracePage, 1200, 760);
        await("the spans are drawn")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(browser.texts(SPANS))
                        .containsExactlyInAnyOrder(
                                "orders: post /orders",
                                "orders: place-order",
                                "orders: outbox wait",
                                "orders: publish orders:order.placed.v1",
                                "invoices: process orders:order.placed.v1:invoices.order-placed",
                                "invoices: issue-invoice",
                                "invoices: outbox wait",
                                "invoices: publish orders:invoice.issued.v1",
                                "orders: process orders:invoice.issued.v1:orders.invoice-issued",
                                "orders: complete-order"));
        assertThat(browser.text()).contains("Services\n2", "Total Spans\n10");
    }

    @Test
    void theDetailsOfASpanNameTheOrder() throws IOException {
        browser.open(tracePage, 1200, 760);
        browser.click(span("invoices: outbox wait"));
        awaitText("Service name\ninvoices", "caravana.order.id " + orderId, "caravana.invoice.number " + invoiceNumber);
        browser.keep("trace-invoices");
        browser.click(span("orders: outbox wait"));
        awaitText("Service name\norders", "caravana.order.id " + orderId, "caravana.outbox.attempts 1");
        browser.keep("trace-orders");
    }

    @Test
    void theOrderIdFindsItsInvoice() throws IOException {
        browser.open(run.printed("^Invoices +(\\S+)/docs") + "/invoices?orderId=" + orderId, 500, 760);
        browser.prettyPrint();
        assertThat(browser.text()).contains("\"number\": \"" + invoiceNumber + "\"", "\"total\": \"399.80\"");
        browser.keep("invoice");
    }

    /** The picture of the README. The sample order above is slower: it is the first order of two cold services. */
    @Test
    void theTraceOfALaterOrderHasTheSameSpans() throws IOException {
        String warm = "";
        for (int order = 0; order < WARM_UP; order++) {
            warm = place();
        }
        awaitSpans(warm);
        String traceId = place();
        awaitSpans(traceId);
        browser.open(zipkin() + "/zipkin/traces/" + traceId, 1200, 760);
        browser.click(span("orders: outbox wait"));
        awaitText("Service name\norders", "caravana.order.id ", "Total Spans\n10");
        browser.keep("trace");
    }

    /** Places the sample order once more, and returns the id of its trace. */
    private String place() throws IOException {
        try (InputStream sample = Launcher.class.getResourceAsStream("sample-order.json")) {
            return http.post(run.printed("^Orders +(\\S+)/docs") + "/orders", new ObjectMapper().readTree(sample))
                    .body()
                    .path("traceId")
                    .asText();
        }
    }

    private void awaitSpans(String traceId) {
        await("all spans of " + traceId)
                .atMost(SOON)
                .ignoreExceptions()
                .until(() ->
                        http.get(zipkin() + "/api/v2/trace/" + traceId).body().size() == 10);
    }

    private String zipkin() {
        return tracePage.substring(0, tracePage.indexOf("/zipkin/"));
    }

    private static String span(String name) {
        return "//main//div[text()='" + name + "']";
    }

    private void awaitText(String... parts) {
        await("the details")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(browser.text()).contains(parts));
    }
}
