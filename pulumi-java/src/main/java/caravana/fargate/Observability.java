package caravana.fargate;

import caravana.fargate.Images.Image;
import com.pulumi.aws.budgets.BudgetArgs;
import com.pulumi.aws.budgets.inputs.BudgetNotificationArgs;
import com.pulumi.aws.cloudwatch.LogGroup;
import com.pulumi.aws.cloudwatch.LogGroupArgs;
import com.pulumi.core.Output;
import com.pulumi.resources.CustomResourceOptions;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Logs that are kept for a while, a collector beside each service, and an alarm about what all of it costs. */
final class Observability extends Component {

    /** Where a service sends its spans and log lines: its own task, of which the collector is a part. */
    static final String OTLP = "http://127.0.0.1:4318";

    static final String AUTHORIZATION = "OTLP_AUTHORIZATION";

    /** What {@code docker buildx imagetools create} copies into the repository {@code collector}. */
    static final String COLLECTOR_VERSION = "0.135.0";

    private final Inputs inputs;
    private final Optional<Output<String>> secret;

    /**
     * Where telemetry goes.
     *
     * @param otlpEndpoint an OTLP endpoint over HTTP, such as Grafana Cloud's, without {@code /v1/traces}
     * @param authorization the header with which it lets telemetry in, if it asks for one
     * @param logDays how long CloudWatch keeps logs; one of its own numbers
     * @param budget US dollars a month of the whole account
     * @param budgetEmail who is told of 80 per cent of it, and of a forecast beyond it
     */
    record Inputs(
            String prefix,
            boolean production,
            URI otlpEndpoint,
            Optional<Output<String>> authorization,
            int logDays,
            int budget,
            String budgetEmail) {

        private static final List<Integer> DAYS =
                List.of(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731);

        Inputs {
            boolean http = "https".equals(otlpEndpoint.getScheme()) || "http".equals(otlpEndpoint.getScheme());
            if (!http || otlpEndpoint.getHost() == null) {
                throw new IllegalArgumentException("caravana:otlpEndpoint is " + otlpEndpoint
                        + ": it must be a URL, such as https://otlp.example/otlp");
            }
            // It stands in plain text in the definition of a task; and the collector adds the path of each signal
            // itself.
            if (otlpEndpoint.getUserInfo() != null
                    || otlpEndpoint.getQuery() != null
                    || otlpEndpoint.getPath().matches(".*/v1/(traces|metrics|logs)/?")) {
                throw new IllegalArgumentException("caravana:otlpEndpoint is unfit: it must be a URL without a user,"
                        + " without a query and without /v1/traces; who sends is caravana:otlpAuthorization's to say");
            }
            if (authorization.isPresent() && !"https".equals(otlpEndpoint.getScheme())) {
                throw new IllegalArgumentException("caravana:otlpEndpoint is " + otlpEndpoint
                        + ": it must be https where caravana:otlpAuthorization is set");
            }
            if (!DAYS.contains(logDays)) {
                throw new IllegalArgumentException("caravana:logDays is " + logDays + ": CloudWatch takes " + DAYS);
            }
            if (budget < 1) {
                throw new IllegalArgumentException("caravana:budget is " + budget + ": it must be a dollar or more");
            }
            if (!budgetEmail.matches("[^@\\s]+@[^@\\s]+")) {
                throw new IllegalArgumentException(
                        "caravana:budgetEmail is " + budgetEmail + ": it must be an address");
            }
        }

        int otlpPort() {
            if (otlpEndpoint.getPort() > 0) {
                return otlpEndpoint.getPort();
            }
            return "https".equals(otlpEndpoint.getScheme()) ? 443 : 80;
        }
    }

    Observability(String name, Inputs inputs) {
        super("Observability", name, null);
        this.inputs = inputs;
        secret = inputs.authorization()
                .map(authorization -> Credential.store(
                        named("otlp"),
                        "What telemetry is let in with",
                        Map.of("authorization", authorization),
                        inputs.production(),
                        owned()));
        // Of the whole account: a filter by tags sees nothing until somebody activates them in the billing console.
        new com.pulumi.aws.budgets.Budget(
                named("budget"),
                BudgetArgs.builder()
                        .budgetType("COST")
                        .timeUnit("MONTHLY")
                        .limitUnit("USD")
                        .limitAmount(Integer.toString(inputs.budget()))
                        .notifications(tell("ACTUAL", 80), tell("FORECASTED", 100))
                        .build(),
                owned());
        registerOutputs(Map.of());
    }

    private BudgetNotificationArgs tell(String when, double percent) {
        return BudgetNotificationArgs.builder()
                .notificationType(when)
                .comparisonOperator("GREATER_THAN")
                .threshold(percent)
                .thresholdType("PERCENTAGE")
                .subscriberEmailAddresses(inputs.budgetEmail())
                .build();
    }

    /** A log group whose lines do not stay for ever. */
    LogGroup logGroup(String name, String path, CustomResourceOptions options) {
        return new LogGroup(
                name,
                LogGroupArgs.builder()
                        .name(path)
                        .retentionInDays(inputs.logDays())
                        .build(),
                options);
    }

    String logPath(String service) {
        return "/" + inputs.prefix() + "/" + service;
    }

    int otlpPort() {
        return inputs.otlpPort();
    }

    /** What the collector logs in with. */
    Map<String, Credential> credentials() {
        return secret.map(arn -> Map.of(AUTHORIZATION, new Credential(arn, "authorization")))
                .orElse(Map.of());
    }

    Image collector(Images images) {
        return images.image("collector", COLLECTOR_VERSION);
    }

    /**
     * The collector's configuration: spans and log lines come in, metrics are fetched, all go on.
     *
     * @param port where the service beside it tells its metrics
     * @param metrics and under which path
     */
    String configuration(String service, int port, String metrics) {
        String headers = secret.isPresent() ? "\n    headers:\n      authorization: ${env:" + AUTHORIZATION + "}" : "";
        return """
                receivers:
                  otlp:
                    protocols:
                      http:
                        endpoint: 127.0.0.1:4318
                  prometheus:
                    config:
                      scrape_configs:
                        - job_name: %s
                          scrape_interval: %s
                          metrics_path: %s
                          static_configs:
                            - targets: ["127.0.0.1:%d"]
                processors:
                  memory_limiter:
                    check_interval: 1s
                    limit_percentage: 80
                    spike_limit_percentage: 20
                  resourcedetection:
                    detectors: [ecs]
                  resource:
                    attributes:
                      - {key: deployment.environment.name, value: %s, action: upsert}
                      # All tasks tell their metrics on the same address: this keeps them apart.
                      - {key: service.instance.id, from_attribute: aws.ecs.task.arn, action: upsert}
                  batch: {}
                exporters:
                  otlphttp:
                    endpoint: %s%s
                service:
                  pipelines:
                    traces:
                      receivers: [otlp]
                      processors: [memory_limiter, resourcedetection, resource, batch]
                      exporters: [otlphttp]
                    logs:
                      receivers: [otlp]
                      processors: [memory_limiter, resourcedetection, resource, batch]
                      exporters: [otlphttp]
                    metrics:
                      receivers: [prometheus]
                      processors: [memory_limiter, resourcedetection, resource, batch]
                      exporters: [otlphttp]
                """.formatted(
                        service,
                        inputs.production() ? "15s" : "60s",
                        metrics,
                        port,
                        inputs.prefix(),
                        inputs.otlpEndpoint(),
                        headers);
    }
}
