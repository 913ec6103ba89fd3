package caravana.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceGapTest {

    private static final Trace.Span REQUEST = new Trace.Span("1", "", "orders", "post /orders", false);
    private static final Trace.Span PUBLISH = new Trace.Span("2", "1", "orders", "publish", false);
    private static final Trace.Span CONSUME = new Trace.Span("3", "2", "invoices", "consume", false);
    private static final Trace.Span INSERT = new Trace.Span("4", "3", "invoices", "insert", true);

    @Test
    void aTraceFromTheRequestToTheInvoicesSqlIsComplete() {
        assertThat(new Trace(List.of(INSERT, REQUEST, CONSUME, PUBLISH)).gap()).isEmpty();
    }

    @Test
    void reportsEachMissingSpan() {
        List<Trace.Span> whole = List.of(REQUEST, PUBLISH, CONSUME, INSERT);
        for (Trace.Span missing : whole) {
            List<Trace.Span> spans = new ArrayList<>(whole);
            spans.remove(missing);
            assertThat(new Trace(spans).gap()).as("without %s", missing).isPresent();
        }
    }

    @Test
    void twoRootsAreTwoTraces() {
        Trace.Span loose = new Trace.Span("5", "", "invoices", "insert", true);

        assertThat(new Trace(List.of(REQUEST, PUBLISH, CONSUME, INSERT, loose)).gap())
                .hasValue("2 spans without a parent, expected 1");
    }

    @Test
    void noSpansAreNoTrace() {
        assertThat(new Trace(List.of()).gap()).hasValue("no spans received");
    }

    @Test
    void readsAResponseOfZipkin() throws IOException {
        Trace trace = Trace.of(new JsonMapper().readTree("""
                [{"traceId": "t", "id": "a", "name": "post", "localEndpoint": {"serviceName": "orders"}},
                 {"traceId": "t", "id": "b", "parentId": "a", "name": "insert",
                  "localEndpoint": {"serviceName": "invoices"}, "tags": {"db.system.name": "postgresql"}}]
                """));

        assertThat(trace.spans())
                .containsExactly(
                        new Trace.Span("a", "", "orders", "post", false),
                        new Trace.Span("b", "a", "invoices", "insert", true));
    }
}
