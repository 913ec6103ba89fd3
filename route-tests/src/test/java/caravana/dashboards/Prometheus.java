package caravana.dashboards;

import static org.awaitility.Awaitility.await;

import caravana.fixture.Api;
import caravana.localstack.Guard;
import caravana.localstack.Ports;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A real Prometheus on loopback, with the settings and rules of the platform, other targets and shorter intervals. */
final class Prometheus implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private final Api api;
    private final Path log;
    private final Process process;

    /**
     * Starts a Prometheus and waits until it is ready.
     *
     * @param addresses the addresses of the targets in grafana-provisioning/prometheus.yaml
     */
    static Prometheus start(Path directory, Ports ports, Guard guard, Map<String, String> addresses) {
        try {
            Prometheus prometheus = new Prometheus(directory, ports.any(), guard, addresses);
            await("Prometheus starts, see " + prometheus.log)
                    .atMost(START_TIMEOUT)
                    .failFast("Prometheus has ended, see " + prometheus.log, () -> !prometheus.process.isAlive())
                    .ignoreExceptions()
                    .until(() -> prometheus.api.status("/-/ready") == 200);
            return prometheus;
        } catch (IOException e) {
            throw new UncheckedIOException("prometheus is missing (.ci/run installs it)", e);
        }
    }

    private Prometheus(Path directory, int port, Guard guard, Map<String, String> addresses) throws IOException {
        api = Api.at(port);
        log = directory.resolve("prometheus.log").toAbsolutePath();
        Files.createDirectories(directory);
        String settings = Provisioning.text(Provisioning.FOLDER.resolve("prometheus.yaml"))
                .replace(
                        "rules/*.yaml",
                        Provisioning.FOLDER.resolve("rules/*.yaml").toString())
                .replaceAll("(scrape|evaluation)_interval: 15s", "$1_interval: 2s")
                .replace("scrape_timeout: 10s", "scrape_timeout: 2s")
                .replace("localhost:9090", Ports.LOOPBACK + ":" + port);
        for (Map.Entry<String, String> address : addresses.entrySet()) {
            if (!settings.contains("[" + address.getKey() + "]")) {
                throw new IllegalArgumentException("prometheus.yaml has no target " + address.getKey());
            }
            settings = settings.replace("[" + address.getKey() + "]", "[\"" + address.getValue() + "\"]");
        }
        Path file = Files.writeString(directory.resolve("prometheus.yaml"), settings);
        process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + file.toAbsolutePath(),
                        "--storage.tsdb.path=" + directory.resolve("data").toAbsolutePath(),
                        "--web.listen-address=" + Ports.LOOPBACK + ":" + port,
                        // grafana/otel-lgtm enables it, too.
                        "--enable-feature=exemplar-storage")
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .start();
        guard.watch(process);
    }

    private JsonNode query(String path) throws IOException {
        JsonNode answer = api.get("/api/v1/" + path).json();
        if (!answer.path("status").asText().equals("success")) {
            throw new IOException(path + ": " + answer);
        }
        return answer.path("data");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The current values of an expression, without those that are not numbers (the quantile of nothing). */
    List<Double> values(Expression expression) throws IOException {
        return Provisioning.each(
                        query("query?query=" + encoded(expression.promQl())).path("result"))
                .map(series -> Double.valueOf(series.at("/value/1")
                        .asText()
                        .replace("+Inf", "Infinity")
                        .replace("-Inf", "-Infinity")))
                .filter(Double::isFinite)
                .toList();
    }

    /** The targets that are down, each with the reason. */
    Map<String, String> jobsThatAreDown() throws IOException {
        return Provisioning.each(query("targets?state=active").path("activeTargets"))
                .filter(target -> !target.path("health").asText().equals("up"))
                .collect(Collectors.toMap(
                        target -> target.at("/labels/job").asText(),
                        target -> target.path("lastError").asText()));
    }

    /** The trace ids in the exemplars of a metric. */
    Set<String> exemplars(String metric, Instant since) throws IOException {
        String query = "query_exemplars?query=%s&start=%s&end=%s"
                .formatted(
                        encoded(metric),
                        since.getEpochSecond(),
                        Instant.now().plusSeconds(1).getEpochSecond());
        return Provisioning.each(query(query))
                .flatMap(series -> Provisioning.each(series.path("exemplars")))
                .map(exemplar -> exemplar.at("/labels/trace_id").asText())
                .collect(Collectors.toSet());
    }

    /** The firing alerts, each with the value of a label. */
    Set<String> firing(String label) throws IOException {
        return alerts(Set.of("firing"), label);
    }

    /** The firing and the pending alerts, each with the value of a label. */
    Set<String> pendingOrFiring(String label) throws IOException {
        return alerts(Set.of("pending", "firing"), label);
    }

    private Set<String> alerts(Set<String> states, String label) throws IOException {
        return Provisioning.each(query("alerts").path("alerts"))
                .filter(alert -> states.contains(alert.path("state").asText()))
                .map(alert -> alert.at("/labels/alertname").asText() + " "
                        + alert.at("/labels/" + label).asText())
                .collect(Collectors.toSet());
    }

    /** The rules that could not be evaluated, each with the reason. */
    List<String> brokenRules() throws IOException {
        return Provisioning.each(query("rules").path("groups"))
                .flatMap(group -> Provisioning.each(group.path("rules")))
                .filter(rule -> !rule.path("health").asText().equals("ok"))
                .map(JsonNode::toString)
                .toList();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
