package caravana.fargate;

import caravana.fargate.Databases.Database;
import caravana.fargate.FargateService.Backlog;
import caravana.fargate.FargateService.Scale;
import caravana.fargate.FargateService.SharedResources;
import com.pulumi.core.Output;
import com.pulumi.resources.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The common parts of Orders and Invoices: database, broker, health check and graceful shutdown. */
final class JavaService {

    /** The check of the Dockerfile: Fargate ignores the HEALTHCHECK of an image. */
    static final String READINESS = "exec 3<>/dev/tcp/127.0.0.1/$MANAGEMENT_SERVER_PORT"
            + " && printf \"GET /actuator/health/readiness HTTP/1.0\\r\\n\\r\\n\" >&3"
            + " && read -r _ status _ <&3 && [ \"$status\" = 200 ]";

    /** Longer than the graceful shutdown: 20 s for requests and 20 s for Camel routes. */
    static final int STOP_TIMEOUT = 50;

    private JavaService() {}

    /**
     * The settings of Orders or Invoices.
     *
     * @param tag the tag of the image
     */
    record Inputs(SharedResources shared, Scale scale, String tag, Database database, Broker broker) {}

    static FargateService deploy(
            String name, int port, int managementPort, String queue, Inputs inputs, Resource parent) {
        Database database = inputs.database();
        Broker broker = inputs.broker();
        return new FargateService(
                name,
                new FargateService.Inputs(
                        inputs.shared(),
                        inputs.scale(),
                        inputs.shared().images().image(name, inputs.tag()),
                        port,
                        managementPort,
                        "/actuator/prometheus",
                        READINESS,
                        true,
                        STOP_TIMEOUT,
                        Map.of(
                                "SERVER_PORT", Output.of(Integer.toString(port)),
                                "MANAGEMENT_SERVER_PORT", Output.of(Integer.toString(managementPort)),
                                "SPRING_DATASOURCE_URL", database.url(),
                                // Connections live as long as the task, because new ones fail after the password has
                                // been rotated.
                                "SPRING_DATASOURCE_HIKARI_MAX_LIFETIME", Output.of("0"),
                                // With an amqps address, Spring Boot verifies the certificate and the host name.
                                "SPRING_RABBITMQ_ADDRESSES", broker.addresses(),
                                "OTEL_EXPORTER_OTLP_ENDPOINT", Output.of(Observability.OTLP),
                                // Exported over OTLP in addition to CloudWatch, so that log lines link to traces.
                                "OTEL_LOGS_EXPORTER", Output.of("otlp")),
                        Map.of(
                                "SPRING_DATASOURCE_USERNAME", database.username(),
                                "SPRING_DATASOURCE_PASSWORD", database.password(),
                                "SPRING_RABBITMQ_USERNAME", broker.username(),
                                "SPRING_RABBITMQ_PASSWORD", broker.password()),
                        List.of(database.endpoint(), broker.endpoint()),
                        Optional.of(new Backlog(broker.metricName(), queue, 1_000)),
                        Optional.empty(),
                        true,
                        List.of()),
                parent);
    }
}
