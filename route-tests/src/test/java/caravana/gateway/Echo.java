package caravana.gateway;

import caravana.localstack.Ports;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A service behind the gateway. It records each request and answers 200, or closes the connection without a response.
 */
final class Echo implements AutoCloseable {

    /** A received request. */
    record Received(String method, String pathAndQuery, Map<String, List<String>> headers, int size) {

        /** All values of a header; empty if the header is absent. */
        List<String> all(String name) {
            return headers.getOrDefault(name, List.of());
        }
    }

    private final int port;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile boolean hangingUp;
    private ExecutorService threads;
    private HttpServer server;

    /** Starts a service on a port, or on a free port if the port is 0. */
    Echo(int port) {
        start(port);
        this.port = server.getAddress().getPort();
    }

    private void start(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(Ports.LOOPBACK, port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port, e);
        }
        threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            int size = exchange.getRequestBody().readAllBytes().length;
            if (!exchange.getRequestURI().getPath().equals("/livez")) {
                Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, List.copyOf(values)));
                received.add(new Received(
                        exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, size));
                if (hangingUp) {
                    return; // closed without a response
                }
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    URI url() {
        return URI.create("http://" + Ports.LOOPBACK + ":" + port);
    }

    List<Received> received() {
        return List.copyOf(received);
    }

    void forget() {
        received.clear();
    }

    /** From now on closes the connection of each request, or answers again. */
    void hangUp(boolean hangingUp) {
        this.hangingUp = hangingUp;
    }

    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    void startAgain() {
        start(port);
    }

    @Override
    public void close() {
        stop();
    }
}
