package caravana.fargate;

import caravana.fargate.Cluster.Architecture;
import caravana.fargate.FargateService.Scale;
import caravana.fargate.Network.Egress;
import caravana.fargate.PublicLoadBalancer.Domain;
import com.pulumi.Config;
import com.pulumi.core.Output;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The configuration of a stack ({@code Pulumi.<stack>.yaml}), validated and converted to the inputs of components. */
record Settings(Config config, String stack) {

    Settings {
        // The stack name is part of resource names. Some are limited in length; RDS identifiers allow single hyphens
        // only.
        if (!stack.matches("(?=.{1,20}$)[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("the stack name is " + stack
                    + ": it must be 1 to 20 lower-case letters, digits and single hyphens");
        }
    }

    /** The prefix of names in AWS. */
    String prefix() {
        return "caravana-" + stack;
    }

    boolean production() {
        return flag("production");
    }

    /** Whether to create only the ECR repositories, for the first push of images. */
    boolean imagesOnly() {
        return config.getBoolean("imagesOnly").orElse(false);
    }

    Images.Inputs images() {
        return new Images.Inputs(prefix(), production());
    }

    Network.Inputs network() {
        return new Network.Inputs(text("addresses", "10.20"), number("zones", 2), oneOf("egress", Egress.class, "nat"));
    }

    Databases.Inputs databases() {
        return new Databases.Inputs(
                prefix(),
                production(),
                text("databaseVersion", "18"),
                text("databaseType", "db.t4g.micro"),
                number("databaseStorage", 20),
                number("databaseBackups", 7),
                config.get("ordersSnapshot"),
                config.get("invoicesSnapshot"));
    }

    Broker.Inputs broker() {
        return new Broker.Inputs(
                production(),
                text("brokerVersion", "4.2"),
                text("brokerType", "mq.m7g.medium"),
                // A subset of the passwords that Amazon MQ accepts.
                secret("brokerPassword", "[A-Za-z0-9._~-]{16,128}", "16 to 128 letters, digits and ._~-"));
    }

    Observability.Inputs observability() {
        return new Observability.Inputs(
                prefix(),
                production(),
                URI.create(text("otlpEndpoint", "https://otlp.example/otlp")),
                config.get("otlpAuthorization").map(authorization -> Output.ofSecret(authorization)),
                number("logDays", 30),
                number("budget", 200),
                text("budgetEmail", "somebody@example.com"));
    }

    Cluster.Inputs cluster() {
        return new Cluster.Inputs(
                prefix(), production(), oneOf("architecture", Architecture.class, "arm64"), flag("spot"));
    }

    /** The size and number of tasks of Orders, and of Invoices. */
    Scale services() {
        return scale("service");
    }

    /** The size and number of tasks of Kong. */
    Scale gateway() {
        return scale("gateway");
    }

    private Scale scale(String what) {
        int min = number(what + "Min", 2);
        if (production() && min < 2) {
            throw new IllegalArgumentException("caravana:" + what + "Min is " + min
                    + ": production needs at least 2 to survive the loss of a zone");
        }
        return new Scale(
                new TaskSize(number(what + "Cpu", 512), number(what + "Memory", 1024)), min, number(what + "Max", 4));
    }

    String imageTag() {
        String tag = text("imageTag", "1.0.0");
        if (!tag.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}") || tag.equals("latest")) {
            throw new IllegalArgumentException(
                    "caravana:imageTag is " + tag + ": it must be a fixed tag, such as a version or a commit");
        }
        return tag;
    }

    String corsOrigin() {
        return text("corsOrigin", "https://shop.example");
    }

    PublicLoadBalancer.Inputs entrance() {
        boolean plain = config.getBoolean("plainHttp").orElse(false);
        if (plain && config.get("domain").isPresent()) {
            throw new IllegalArgumentException("caravana:plainHttp is true: caravana:domain must not be set");
        }
        Optional<Domain> domain = plain
                ? Optional.empty()
                : Optional.of(new Domain(text("domain", "orders.example.com"), text("hostedZone", "Z0123456789ABC")));
        return new PublicLoadBalancer.Inputs(production(), domain, number("logDays", 30));
    }

    /** The secrets of kong.yml by placeholder; the key of {@code CARAVANA_KEY_DEMO} is {@code keyDemo}. */
    Map<String, Output<String>> gatewayKeys() {
        Map<String, Output<String>> keys = new TreeMap<>();
        for (String placeholder : Gateway.Inputs.KEYS) {
            // The characters that kong-declarative/render accepts.
            keys.put(
                    placeholder,
                    secret(
                            keyOf(placeholder),
                            "[A-Za-z0-9._~:/@%+=,-]{32,}",
                            "32 or more letters, digits and ._~:/@%+=,-"));
        }
        return keys;
    }

    static String keyOf(String placeholder) {
        StringBuilder key = new StringBuilder();
        for (String word : placeholder
                .substring("CARAVANA_".length())
                .toLowerCase(Locale.ROOT)
                .split("_")) {
            key.append(key.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return key.toString();
    }

    private Output<String> secret(String key, String pattern, String rule) {
        String value = config.get(key)
                .orElseThrow(() -> new IllegalArgumentException("caravana:" + key
                        + " is not set; set it with: pulumi config set --secret caravana:" + key
                        + " \"$(openssl rand -hex 24)\""));
        if (!value.matches(pattern)) {
            throw new IllegalArgumentException("caravana:" + key + " is invalid: it must be " + rule);
        }
        return Output.ofSecret(value);
    }

    private String text(String key, Object example) {
        return config.get(key)
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> new IllegalArgumentException("caravana:" + key
                        + " is not set; set it with: pulumi config set caravana:" + key + " " + example));
    }

    private int number(String key, int example) {
        String value = text(key, example);
        if (!value.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("caravana:" + key + " is " + value + ": it must be a number");
        }
        return Integer.parseInt(value);
    }

    private boolean flag(String key) {
        String value = text(key, "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException("caravana:" + key + " is " + value + ": it must be true or false");
        }
        return value.equals("true");
    }

    private <E extends Enum<E>> E oneOf(String key, Class<E> values, String example) {
        String value = text(key, example);
        return Arrays.stream(values.getEnumConstants())
                .filter(one -> written(one).equals(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("caravana:" + key + " is " + value
                        + ": it must be one of "
                        + Arrays.stream(values.getEnumConstants())
                                .map(Settings::written)
                                .toList()));
    }

    private static String written(Enum<?> value) {
        String name = value.name().toLowerCase(Locale.ROOT);
        return value instanceof Egress ? name.replace('_', '-') : name;
    }
}
