package caravana.localstack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Zipkin in a separate JVM, with in-memory storage. */
final class TraceViewer implements AutoCloseable {

    private static final Duration STABLE_FOR = Duration.ofMillis(700);

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
        process.deleteLog();
        process.start();
    }

    void awaitReady(Duration timeout) {
        process.awaitReady(timeout, http, url() + "/health");
    }

    String url() {
        return "http://" + Ports.LOOPBACK + ":" + port;
    }

    /** Returns the endpoint for spans. */
    String spansUrl() {
        return url() + "/api/v2/spans";
    }

    /** Returns the URL of a trace's page. */
    String pageOf(String traceId) {
        return url() + "/zipkin/traces/" + traceId;
    }

    /** Returns the spans that Zipkin has received. */
    Trace trace(String traceId) {
        try {
            JsonHttp.Answer answer = http.get(url() + "/api/v2/trace/" + traceId);
            return answer.status() == 200 ? Trace.of(answer.body()) : new Trace(List.of());
        } catch (IOException e) {
            throw new StartFailure("Zipkin does not respond: " + process.failureLine(), e);
        }
    }

    /** Returns a trace that has not changed for longer than the export interval of the services. */
    Optional<Trace> stableTrace(String traceId) {
        Trace before = trace(traceId);
        Polling.of(STABLE_FOR);
        return Optional.of(trace(traceId)).filter(before::equals);
    }

    @Override
    public void close() {
        process.stop();
    }
}
