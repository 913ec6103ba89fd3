package caravana.journey;

import caravana.fixture.Span;
import caravana.localstack.Ports;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;

/** Receives spans like Zipkin, and keeps them for a test. */
final class SpanCollector implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Queue<Span> spans = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    SpanCollector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(Ports.LOOPBACK, 0), 0);
        server.createContext("/api/v2/spans", this::take);
        server.start();
    }

    private void take(HttpExchange request) throws IOException {
        try (request) {
            boolean zipped = "gzip".equals(request.getRequestHeaders().getFirst("Content-Encoding"));
            InputStream body = request.getRequestBody();
            for (JsonNode span : JSON.readTree(zipped ? new GZIPInputStream(body) : body)) {
                spans.add(Span.of(span));
            }
            request.sendResponseHeaders(202, -1);
        }
    }

    String url() {
        return "http://" + Ports.LOOPBACK + ":" + server.getAddress().getPort() + "/api/v2/spans";
    }

    List<Span> ofTrace(String traceId) {
        return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
    }

    List<Span> all() {
        return List.copyOf(spans);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
