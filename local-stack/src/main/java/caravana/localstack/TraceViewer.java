package caravana.localstack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Zipkin in a JVM of its own: keeps traces in memory and shows them. */
final class TraceViewer implements AutoCloseable {

    private static final Duration SETTLING = Duration.ofMillis(700);

    private final JsonHttp http = new JsonHttp();
    private final int port;
    private final JavaProcess process;

    TraceViewer(Path jar, List<String> jvmOptions, int port, Path log, Guard guard) {
        this.port = port;
        this.process = new JavaProcess(
                "Zipkin",
                jvmOptions,
                jar,
                List.of(
                        "--armeria.ports[0].address=" + Ports.LOOPBACK,
                        "--armeria.ports[0].port=" + port,
                        "--armeria.ports[0].protocols[0]=http"),
                Map.of(),
                log,
                guard);
    }

    void start() {
        process.forgetLog();
        process.start();
    }

    void awaitReady(Duration timeout) {
        process.awaitReady(timeout, http, url() + "/health");
    }

    String url() {
        return "http://" + Ports.LOOPBACK + ":" + port;
    }

    /** Where the services send their spans. */
    String spansUrl() {
        return url() + "/api/v2/spans";
    }

    /** The page that shows a trace. */
    String pageOf(String traceId) {
        return url() + "/zipkin/traces/" + traceId;
    }

    /** What has arrived of a trace so far. */
    Trace trace(String traceId) {
        try {
            JsonHttp.Answer answer = http.get(url() + "/api/v2/trace/" + traceId);
            return answer.status() == 200 ? Trace.of(answer.body()) : new Trace(List.of());
        } catch (IOException e) {
            throw new StartFailure("Zipkin does not answer: " + process.lastWords(), e);
        }
    }

    /** A trace to which nothing came while we looked twice, further apart than the services send their spans. */
    Optional<Trace> settled(String traceId) {
        Trace before = trace(traceId);
        Polling.of(SETTLING);
        return Optional.of(trace(traceId)).filter(before::equals);
    }

    @Override
    public void close() {
        process.stop();
    }
}
