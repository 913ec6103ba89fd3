package caravana.fargate;

import caravana.fargate.FargateService.Front;
import caravana.fargate.FargateService.Ground;
import caravana.fargate.FargateService.Scale;
import com.pulumi.core.Output;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Kong behind the load balancer. Its image holds kong.yml, which it fills in from these variables when it starts. */
final class Gateway extends Component {

    static final int PORT = 8000;
    static final int STATUS_PORT = 8100;

    /** As in the Dockerfile, whose HEALTHCHECK Fargate does not read. */
    static final String READINESS = "exec 3<>/dev/tcp/127.0.0.1/" + STATUS_PORT
            + " && printf \"GET /status/ready HTTP/1.0\\r\\n\\r\\n\" >&3"
            + " && read -r _ status _ <&3 && [ \"$status\" = 200 ]";

    /** Requests under way may take as long as the services give them. */
    private static final int STOP_TIMEOUT = 50;

    private final PublicLoadBalancer entrance;

    /**
     * What Kong is given.
     *
     * @param tag of the image
     * @param corsOrigin the one origin whose pages may call the API
     * @param keys the secrets of kong.yml, by the names of its placeholders
     */
    record Inputs(
            Ground ground,
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
        Ground ground = inputs.ground();
        entrance = new PublicLoadBalancer("entrance", inputs.entrance(), ground.network(), PORT, STATUS_PORT, this);
        Output<String> secret =
                Credential.store(named("keys"), "What kong.yml asks for", inputs.keys(), ground.production(), owned());
        FargateService kong = new FargateService(
                name,
                new FargateService.Inputs(
                        ground,
                        inputs.scale(),
                        ground.images().image("kong", inputs.tag()),
                        PORT,
                        STATUS_PORT,
                        "/metrics",
                        READINESS,
                        false,
                        STOP_TIMEOUT,
                        environment(inputs, ground),
                        inputs.keys().keySet().stream()
                                .collect(Collectors.toMap(
                                        key -> key,
                                        key -> new Credential(secret, key),
                                        (one, other) -> one,
                                        TreeMap::new)),
                        List.of(orders.endpoint(), invoices.endpoint()),
                        Optional.empty(),
                        Optional.of(new Front(entrance.targetGroup())),
                        false,
                        List.of(orders.service(), invoices.service(), entrance.listener())),
                this);
        entrance.leadTo(kong.endpoint());
        entrance.leadTo(new SecuredEndpoint(name, kong.guard(), STATUS_PORT));
        registerOutputs(Map.of("url", url()));
    }

    private static Map<String, Output<String>> environment(Inputs inputs, Ground ground) {
        return Map.of(
                "CARAVANA_CORS_ORIGIN", Output.of(inputs.corsOrigin()),
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", Output.of(Observability.OTLP + "/v1/traces"),
                // For the collector in the same task; what is behind that asks for is the collector's to know.
                "OTEL_EXPORTER_OTLP_AUTHORIZATION", Output.of("none"),
                "KONG_ADMIN_LISTEN", Output.of("off"),
                "KONG_ADMIN_GUI_LISTEN", Output.of("off"),
                "KONG_NGINX_WORKER_PROCESSES", Output.of("2"),
                // The load balancer alone is believed who called, so that guessers are counted by their own address.
                "KONG_TRUSTED_IPS", Output.of(String.join(",", ground.network().publicAddresses())),
                "KONG_REAL_IP_HEADER", Output.of("X-Forwarded-For"));
    }

    Output<String> url() {
        return entrance.url();
    }
}
