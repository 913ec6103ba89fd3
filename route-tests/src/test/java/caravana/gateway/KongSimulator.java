package caravana.gateway;

import caravana.gateway.KongPlugins.Refusal;
import caravana.localstack.Ports;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.io.CloseMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Simulates Kong where none is available: applies the routes, plugins and consumers of {@code kong.yml} to each
 * request. It refuses a file with fields that it does not support. Health checks and Kong's own spans and metrics are
 * not simulated: {@code kong-declarative/check} runs the same tests against a real Kong.
 */
final class KongSimulator implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KongSimulator.class);
    private static final JsonMapper JSON = new JsonMapper();
    /** Hop-by-hop headers (RFC 9110, section 7.6.1), and headers that the HTTP client sets itself. */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "host",
            "content-length",
            "expect");

    private final KongFile file;
    private final KongPlugins plugins;
    private final Map<String, URI> targets;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    /** Java's own client always retries a GET; retries of this client can be disabled. */
    private final CloseableHttpClient client = HttpClients.custom()
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableContentCompression()
            .build();

    /**
     * Starts a gateway.
     *
     * @param targets the addresses of the file's targets, such as {@code orders:8081} at {@code http://127.0.0.1:40123}
     */
    KongSimulator(KongFile file, Map<String, URI> targets) {
        this.file = file;
        this.plugins = new KongPlugins(file);
        this.targets = targets;
        plugins.requireAllKnown();
        try {
            server = HttpServer.create(new InetSocketAddress(Ports.LOOPBACK, 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://" + Ports.LOOPBACK + ":" + server.getAddress().getPort());
    }

    /** The ids of the traces that started here. */
    List<String> traceIds() {
        return plugins.traceIds();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            URI uri = exchange.getRequestURI();
            Call call = new Call(
                    exchange.getRequestMethod(),
                    normalized(uri.getRawPath()),
                    uri.getRawQuery(),
                    exchange.getRequestBody().readAllBytes(),
                    exchange.getRemoteAddress().getHostString());
            exchange.getRequestHeaders()
                    .forEach((name, values) -> values.forEach(value -> call.headers.add(name, value)));

            List<RouteEntity> routes = file.routesFor(call.method, call.path);
            if (routes.size() > 1) {
                throw new AssertionError(call.method + " " + call.path + " has several routes: " + routes);
            }
            if (routes.isEmpty()) {
                answer(exchange, call, new Refusal(404, "no Route matched with those values"));
                return;
            }
            Optional<Refusal> refusal = plugins.access(call, routes.get(0));
            if (refusal.isPresent()) {
                answer(exchange, call, refusal.get());
            } else {
                forward(exchange, call, routes.get(0));
            }
        }
    }

    /**
     * The path as Kong compares it: without dot segments and empty segments, and with percent-encodings decoded, except
     * those of reserved characters.
     */
    static String normalized(String rawPath) {
        StringBuilder decoded = new StringBuilder();
        for (int i = 0; i < rawPath.length(); i++) {
            char c = rawPath.charAt(i);
            if (c == '%' && i + 2 < rawPath.length()) {
                int code = Integer.parseInt(rawPath.substring(i + 1, i + 3), 16);
                decoded.append(
                        "!*'();:@&=+$,/?%#[]".indexOf(code) >= 0
                                ? rawPath.substring(i, i + 3).toUpperCase(Locale.ROOT)
                                : String.valueOf((char) code));
                i += 2;
            } else {
                decoded.append(c);
            }
        }
        Deque<String> segments = new ArrayDeque<>();
        String[] parts = decoded.toString().split("/", -1);
        for (String part : parts) {
            if (part.equals("..")) {
                segments.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                segments.addLast(part);
            }
        }
        String last = parts[parts.length - 1];
        boolean folder = last.isEmpty() || last.equals(".") || last.equals("..");
        return "/" + String.join("/", segments) + (folder && !segments.isEmpty() ? "/" : "");
    }

    private void forward(HttpExchange exchange, Call call, RouteEntity route) throws IOException {
        String target = file.target(route.service().path("host").asText());
        URI base = Optional.ofNullable(targets.get(target)).orElseThrow(() -> new AssertionError("no " + target));
        ClassicHttpRequest request = ClassicRequestBuilder.create(call.method)
                .setUri(URI.create(base + call.path + (call.query == null ? "" : "?" + call.query)))
                .build();
        if (call.body.length > 0) {
            request.setEntity(new ByteArrayEntity(call.body, null));
        }
        call.headers.fields().forEach((name, values) -> {
            if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.addHeader(name, value));
            }
        });
        for (int tries = 1 + route.service().path("retries").asInt(); tries > 0; tries--) {
            try {
                client.execute(request, answer -> {
                    for (Header header : answer.getHeaders()) {
                        if (!HOP_BY_HOP.contains(header.getName().toLowerCase(Locale.ROOT))) {
                            call.answerHeaders.add(header.getName(), header.getValue());
                        }
                    }
                    byte[] body = answer.getEntity() == null
                            ? new byte[0]
                            : answer.getEntity().getContent().readAllBytes();
                    send(exchange, call, answer.getCode(), body);
                    return answer;
                });
                return;
            } catch (IOException failed) {
                LOG.info("{} did not answer {} {}: {}", target, call.method, call.path, failed.toString());
            }
        }
        answer(exchange, call, new Refusal(502, "An invalid response was received from the upstream server"));
    }

    private static void answer(HttpExchange exchange, Call call, Refusal refusal) throws IOException {
        call.answerHeaders.set("Content-Type", "application/json; charset=utf-8");
        byte[] body = refusal.message().isEmpty()
                ? new byte[0]
                : JSON.writeValueAsBytes(Map.of("message", refusal.message()));
        send(exchange, call, refusal.status(), body);
    }

    private static void send(HttpExchange exchange, Call call, int status, byte[] body) throws IOException {
        call.answerHeaders
                .fields()
                .forEach((name, values) -> exchange.getResponseHeaders().put(name, values));
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        client.close(CloseMode.IMMEDIATE);
    }
}
