package caravana.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.fixture.Answer;
import caravana.fixture.FailingInserts;
import caravana.fixture.Span;
import caravana.fixture.SpanTree;
import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.api.trace.SpanKind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each order has one trace, and there are no other traces. */
@ExtendWith(RunningServices.class)
class TraceTest {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String MERCHANT = "tracer";

    /** The service, kind and name of each span, indented below its parent. Zipkin writes names in lower case. */
    private static final String WHOLE_WAY = """
            orders SERVER post /orders
              orders CLIENT place-order
              orders INTERNAL outbox wait
              orders PRODUCER publish orders:order.placed.v1
                invoices CONSUMER process orders:order.placed.v1:order-placed
                  invoices CLIENT issue-invoice
                  invoices INTERNAL outbox wait
                  invoices PRODUCER publish orders:invoice.issued.v1
                    orders CONSUMER process orders:invoice.issued.v1:invoice-issued
                      orders CLIENT complete-order
            """;

    /** Below the span that sent the event: its four attempts and its dead letter. Below the dead letter: the replay. */
    private static final String REPLAYED = """
            orders SERVER post /orders
              orders CLIENT place-order
              orders INTERNAL outbox wait
              orders PRODUCER publish orders:order.placed.v1
                invoices CONSUMER process orders:order.placed.v1:order-placed
                  invoices CLIENT issue-invoice
                  invoices CLIENT issue-invoice
                  invoices CLIENT issue-invoice
                  invoices CLIENT issue-invoice
                  invoices PRODUCER publish amq.default:order-placed.dead
                    invoices CONSUMER process amq.default:order-placed.dead
                      invoices CLIENT store-dead-letter
                    invoices PRODUCER publish amq.default:order-placed
                      invoices CONSUMER process amq.default:order-placed
                        invoices CLIENT issue-invoice
                        invoices INTERNAL outbox wait
                        invoices PRODUCER publish orders:invoice.issued.v1
                          orders CONSUMER process orders:invoice.issued.v1:invoice-issued
                            orders CLIENT complete-order
            """;

    private static final int ATTEMPTS = 4;
    private static final String[] OPERATOR = {"X-Consumer-Groups", "operators"};

    private final TwoServices services;

    TraceTest(TwoServices services) {
        this.services = services;
    }

    @Test
    void oneTraceCoversAnOrderInBothServices() throws IOException {
        String traceId = place(MERCHANT);
        assertThat(wholeTrace(traceId, "", WHOLE_WAY)).isEqualTo(WHOLE_WAY);
    }

    @Test
    void aClientsTraceContinuesThroughBothServices() throws IOException {
        String traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
        String clientsSpan = "00f067aa0ba902b7";
        String shown = place(MERCHANT, "traceparent", "00-" + traceId + "-" + clientsSpan + "-01");
        assertThat(shown).isEqualTo(traceId);
        assertThat(wholeTrace(traceId, clientsSpan, WHOLE_WAY)).isEqualTo(WHOLE_WAY);
    }

    /** The database refuses the invoice until the message is a dead letter, and accepts it on replay. */
    @Test
    void aReplayContinuesTheTraceOfItsDeadLetter() throws IOException {
        String merchant = "unlucky-" + UUID.randomUUID();
        String traceId;
        try (FailingInserts failing =
                new FailingInserts(services.databases().invoices(), "invoices", merchant, ATTEMPTS, "22000")) {
            traceId = place(merchant);
            JsonNode letter = await("the order is a dead letter")
                    .atMost(SOON)
                    .until(
                            () -> services.invoicesApi()
                                    .as("oncall")
                                    .get("/dead-letters?status=waiting", OPERATOR)
                                    .json(),
                            letters -> letters.findValuesAsText("traceId").contains(traceId))
                    .path("items")
                    .get(0);
            assertThat(letter.path("traceId").asText()).isEqualTo(traceId);
            Answer replayed = services.invoicesApi()
                    .as("oncall")
                    .post("/dead-letters/" + letter.path("id").asText() + "/replay", "", OPERATOR);
            assertThat(replayed.status()).as(replayed.body()).isEqualTo(200);
        }
        assertThat(wholeTrace(traceId, "", REPLAYED)).isEqualTo(REPLAYED);
    }

    @Test
    void ordersRelayedTogetherKeepSeparateTraces() throws Exception {
        try (OrderClients shoppers = new OrderClients(services.ordersApi(), List.of(MERCHANT))) {
            shoppers.placeAll(50);
            assertThat(shoppers.accepted())
                    .extracting(order -> order.path("traceId").asText())
                    .doesNotHaveDuplicates()
                    .allSatisfy(traceId ->
                            assertThat(wholeTrace(traceId, "", WHOLE_WAY)).isEqualTo(WHOLE_WAY));
        }
    }

    @Test
    void idleRelaysCreateNoTrace() throws IOException {
        // A process that another test killed lost some of its spans: check new traces only.
        List<Span> earlier = services.spans().all();
        // Waits for complete traces that start later: by then, the spans of earlier polls would have arrived.
        for (int order = 0; order < 3; order++) {
            wholeTrace(place(MERCHANT), "", WHOLE_WAY);
        }
        List<Span> all = services.spans().all();
        Set<String> known = Stream.concat(earlier.stream(), all.stream().filter(TraceTest::isRequest))
                .map(Span::traceId)
                .collect(Collectors.toSet());
        assertThat(all)
                .filteredOn(span -> !known.contains(span.traceId()))
                .as("spans without a request")
                .extracting(TraceTest::line)
                .isEmpty();
    }

    private static boolean isRequest(Span span) {
        return span.kind() == SpanKind.SERVER && span.attributes().containsKey("http.route");
    }

    private String place(String merchant, String... headers) throws IOException {
        Answer placed = services.ordersApi().as(merchant).post("/orders", new OrderForm(1).json(), headers);
        assertThat(placed.status()).as(placed.body()).isEqualTo(201);
        return placed.json().path("traceId").asText();
    }

    /**
     * Waits for all spans of a trace, and returns it as a tree below the given parent. The tree omits unrelated spans.
     */
    private String wholeTrace(String traceId, String parentOfAll, String whole) {
        long spans = whole.lines().count();
        await("all spans of trace " + traceId)
                .atMost(SOON)
                .untilAsserted(
                        () -> assertThat(services.spans().ofTrace(traceId)).hasSizeGreaterThanOrEqualTo((int) spans));
        List<Span> trace = services.spans().ofTrace(traceId);
        String tree = SpanTree.below(parentOfAll, trace, TraceTest::line);
        assertThat(tree.lines())
                .as("spans below '%s' of %s", parentOfAll, trace)
                .hasSize(trace.size());
        return tree;
    }

    private static String line(Span span) {
        return span.service() + " " + span.kind() + " " + span.shortName();
    }
}
