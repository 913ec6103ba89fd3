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

/** Log groups with a retention period, the configuration of the collectors, and a budget with notifications. */
final class Observability extends Component {

    /** The OTLP endpoint of a service: the collector in the same task. */
    static final String OTLP = "http://127.0.0.1:4318";

    static final String AUTHORIZATION = "OTLP_AUTHORIZATION";

    /** The version of the collector's image; see step 6 of README.md. */
    static final String COLLECTOR_VERSION = "0.135.0";

    private final Inputs inputs;
    private final Optional<Output<String>> secret;

    /**
     * The settings of logs, telemetry and the budget.
     *
     * @param otlpEndpoint the base URL of an OTLP/HTTP endpoint, without {@code /v1/traces}
     * @param authorization the {@code Authorization} header for that endpoint, if it requires one
     * @param logDays the retention of CloudWatch Logs in days; one of the values that CloudWatch accepts
     * @param budget US dollars per month for the whole account
     * @param budgetEmail the recipient of notifications at 80 per cent of the budget and at a forecast of over 100
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
            // The URL is plain text in the task definition, and the collector appends the path of each signal.
            if (otlpEndpoint.getUserInfo() != null
                    || otlpEndpoint.getQuery() != null
                    || otlpEndpoint.getPath().matches(".*/v1/(traces|metrics|logs)/?")) {
                throw new IllegalArgumentException("caravana:otlpEndpoint is invalid: it must be a URL without user,"
                        + " query and /v1/traces; set credentials with caravana:otlpAuthorization");
            }
            if (authorization.isPresent() && !"https".equals(otlpEndpoint.getScheme())) {
                throw new IllegalArgumentException("caravana:otlpEndpoint is " + otlpEndpoint
                        + ": it must be https where caravana:otlpAuthorization is set");
            }
            if (!DAYS.contains(logDays)) {
                throw new IllegalArgumentException("caravana:logDays is " + logDays + ": it must be one of " + DAYS);
            }
            if (budget < 1) {
                throw new IllegalArgumentException("caravana:budget is " + budget + ": it must be at least 1 dollar");
            }
            if (!budgetEmail.matches("[^@\\s]+@[^@\\s]+")) {
                throw new IllegalArgumentException(
                        "caravana:budgetEmail is " + budgetEmail + ": it must be an email address");
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
                        "Authorization header of the OTLP endpoint",
                        Map.of("authorization", authorization),
                        inputs.production(),
                        owned()));
        // For the whole account: cost allocation tags work only after activation in the billing console.
        new com.pulumi.aws.budgets.Budget(
                named("budget"),
                BudgetArgs.builder()
                        .budgetType("COST")
                        .timeUnit("MONTHLY")
                        .limitUnit("USD")
                        .limitAmount(Integer.toString(inputs.budget()))
                        .notifications(notification("ACTUAL", 80), notification("FORECASTED", 100))
                        .build(),
                owned());
        registerOutputs(Map.of());
    }

    private BudgetNotificationArgs notification(String when, double percent) {
        return BudgetNotificationArgs.builder()
                .notificationType(when)
                .comparisonOperator("GREATER_THAN")
                .threshold(percent)
                .thresholdType("PERCENTAGE")
                .subscriberEmailAddresses(inputs.budgetEmail())
                .build();
    }

    /** Creates a log group with the configured retention. */
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

    /** The credentials of the collector. */
    Map<String, Credential> credentials() {
        return secret.map(arn -> Map.of(AUTHORIZATION, new Credential(arn, "authorization")))
                .orElse(Map.of());
    }

    Image collector(Images images) {
        return images.image("collector", COLLECTOR_VERSION);
    }

    /**
     * Returns the collector's configuration: receives spans and log lines, scrapes metrics, and exports all over OTLP.
     *
     * @param port the port of the service's Prometheus metrics
     * @param metrics the path of the metrics
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
                      # All tasks have the same scrape address; the ARN distinguishes them.
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
