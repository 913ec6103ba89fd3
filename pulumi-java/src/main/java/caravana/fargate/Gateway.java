package caravana.fargate;

import caravana.fargate.FargateService.LoadBalancerTarget;
import caravana.fargate.FargateService.Scale;
import caravana.fargate.FargateService.SharedResources;
import com.pulumi.core.Output;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Kong behind the load balancer. Its image contains kong.yml, whose placeholders are replaced at start. */
final class Gateway extends Component {

    static final int PORT = 8000;
    static final int STATUS_PORT = 8100;

    /** The check of the Dockerfile: Fargate ignores the HEALTHCHECK of an image. */
    static final String READINESS = "exec 3<>/dev/tcp/127.0.0.1/" + STATUS_PORT
            + " && printf \"GET /status/ready HTTP/1.0\\r\\n\\r\\n\" >&3"
            + " && read -r _ status _ <&3 && [ \"$status\" = 200 ]";

    /** Longer than the longest request, 40 s. */
    private static final int STOP_TIMEOUT = 50;

    private final PublicLoadBalancer entrance;

    /**
     * The settings of Kong.
     *
     * @param tag the tag of the image
     * @param corsOrigin the origin that CORS allows
     * @param keys the secrets of kong.yml by placeholder
     */
    record Inputs(
            SharedResources shared,
            Scale scale,
            String tag,
            String corsOrigin,
            Map<String, Output<String>> keys,
            PublicLoadBalancer.Inputs entrance) {

        /** The placeholders of kong.yml that are secrets. */
        static final List<String> KEYS =
                List.of("CARAVANA_KEY_DEMO", "CARAVANA_KEY_ACME", "CARAVANA_KEY_ONCALL", "CARAVANA_JWT_SECRET_ACME");

        Inputs {
            if (!corsOrigin.matches("https?://[A-Za-z0-9.-]+(:\\d+)?")) {
                throw new IllegalArgumentException("caravana:corsOrigin is " + corsOrigin
                        + ": it must be one origin, such as https://shop.example");
            }
        }
    }

    Gateway(String name, Inputs inputs, OrdersService orders, InvoicesService invoices) {
        super("Gateway", name, null);
        SharedResources shared = inputs.shared();
        entrance = new PublicLoadBalancer("entrance", inputs.entrance(), shared.network(), PORT, STATUS_PORT, this);
        Output<String> secret =
                Credential.store(named("keys"), "Secrets of kong.yml", inputs.keys(), shared.production(), owned());
        FargateService kong = new FargateService(
                name,
                new FargateService.Inputs(
                        shared,
                        inputs.scale(),
                        shared.images().image("kong", inputs.tag()),
                        PORT,
                        STATUS_PORT,
                        "/metrics",
                        READINESS,
                        false,
                        STOP_TIMEOUT,
                        environment(inputs, shared),
                        inputs.keys().keySet().stream()
                                .collect(Collectors.toMap(
                                        key -> key,
                                        key -> new Credential(secret, key),
                                        (one, other) -> one,
                                        TreeMap::new)),
                        List.of(orders.endpoint(), invoices.endpoint()),
                        Optional.empty(),
                        Optional.of(new LoadBalancerTarget(entrance.targetGroup())),
                        false,
                        List.of(orders.service(), invoices.service(), entrance.listener())),
                this);
        entrance.allowTo(kong.endpoint());
        entrance.allowTo(new SecuredEndpoint(name, kong.securityGroup(), STATUS_PORT));
        registerOutputs(Map.of("url", url()));
    }

    private static Map<String, Output<String>> environment(Inputs inputs, SharedResources shared) {
        return Map.of(
                "CARAVANA_CORS_ORIGIN", Output.of(inputs.corsOrigin()),
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", Output.of(Observability.OTLP + "/v1/traces"),
                // The collector in the same task needs no authorization; it adds the header for the OTLP endpoint.
                "OTEL_EXPORTER_OTLP_AUTHORIZATION", Output.of("none"),
                "KONG_ADMIN_LISTEN", Output.of("off"),
                "KONG_ADMIN_GUI_LISTEN", Output.of("off"),
                "KONG_NGINX_WORKER_PROCESSES", Output.of("2"),
                // Only the load balancer may set X-Forwarded-For, so that rate limits apply to the client's address.
                "KONG_TRUSTED_IPS", Output.of(String.join(",", shared.network().publicAddresses())),
                "KONG_REAL_IP_HEADER", Output.of("X-Forwarded-For"));
    }

    Output<String> url() {
        return entrance.url();
    }
}
