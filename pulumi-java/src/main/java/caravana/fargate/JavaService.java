package caravana.fargate;

import caravana.fargate.Databases.Database;
import caravana.fargate.FargateService.Backlog;
import caravana.fargate.FargateService.Ground;
import caravana.fargate.FargateService.Scale;
import com.pulumi.core.Output;
import com.pulumi.resources.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What Orders and Invoices have in common: a database, the broker, and the way they are asked and ended. */
final class JavaService {

    /** As in the Dockerfile, whose HEALTHCHECK Fargate does not read. */
    static final String READINESS = "exec 3<>/dev/tcp/127.0.0.1/$MANAGEMENT_SERVER_PORT"
            + " && printf \"GET /actuator/health/readiness HTTP/1.0\\r\\n\\r\\n\" >&3"
            + " && read -r _ status _ <&3 && [ \"$status\" = 200 ]";

    /** 20 s for requests under way, 20 s for Camel's routes. */
    static final int STOP_TIMEOUT = 50;

    private JavaService() {}

    /**
     * What Orders and Invoices are made of.
     *
     * @param tag of the image
     */
    record Inputs(Ground ground, Scale scale, String tag, Database database, Broker broker) {}

    static FargateService deploy(
            String name, int port, int managementPort, String queue, Inputs inputs, Resource parent) {
        Database database = inputs.database();
        Broker broker = inputs.broker();
        return new FargateService(
                name,
                new FargateService.Inputs(
                        inputs.ground(),
                        inputs.scale(),
                        inputs.ground().images().image(name, inputs.tag()),
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
                                // For as long as the task lives: a connection that ended while the password changes
                                // could not be opened again.
                                "SPRING_DATASOURCE_HIKARI_MAX_LIFETIME", Output.of("0"),
                                // With amqps and no more: Spring Boot then checks certificate and host name.
                                "SPRING_RABBITMQ_ADDRESSES", broker.addresses(),
                                "OTEL_EXPORTER_OTLP_ENDPOINT", Output.of(Observability.OTLP),
                                // With their traces, beside those in CloudWatch, which need no collector.
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
