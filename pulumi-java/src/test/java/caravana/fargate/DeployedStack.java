package caravana.fargate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.pulumi.resources.CustomTimeouts;
import com.pulumi.test.Mocks;
import com.pulumi.test.PulumiTest;
import com.pulumi.test.TestOptions;
import com.pulumi.test.TestResult;
import com.pulumi.test.internal.PulumiTestInternal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The resources of a stack, recorded by Pulumi's mocks.
 *
 * @param resources in the order of their registration, without the components that hold them
 * @param outputs the stack outputs
 */
public record DeployedStack(String stack, List<Recorded> resources, Map<String, Object> outputs) {

    /** The key, among a resource's inputs, of its update time-out in seconds, if it is set. */
    static final String UPDATE_TIMEOUT = "pulumi:timeouts.update";

    private static final Path FOLDER = Path.of("..", "pulumi-java");

    /** The settings that the stack files do not contain, as in step 4 of README.md. */
    private static final Map<String, String> OWN = Map.of(
            "caravana:imageTag", "1.0.0",
            "caravana:corsOrigin", "https://shop.example",
            "caravana:otlpEndpoint", "https://otlp.example/otlp",
            "caravana:otlpAuthorization", "Basic mocked-authorization-of-telemetry",
            "caravana:budgetEmail", "owner@shop.example",
            "caravana:brokerPassword", "mocked-password-of-the-broker",
            "caravana:keyDemo", "mocked-key-of-the-merchant-demo-0123456789",
            "caravana:keyAcme", "mocked-key-of-the-merchant-acme-0123456789",
            "caravana:keyOncall", "mocked-key-of-the-operator-oncall-0123456",
            "caravana:jwtSecretAcme", "mocked-secret-of-the-merchant-acme-012345");

    private static final Map<String, String> DOMAIN =
            Map.of("caravana:domain", "orders.shop.example", "caravana:hostedZone", "Z0123456789ABC");

    /** A resource with its inputs. */
    public record Recorded(String type, String name, Map<String, Object> inputs) {

        public String text(String input) {
            Object value = inputs.get(input);
            return value == null ? "" : value.toString();
        }

        public boolean is(String input) {
            return Boolean.TRUE.equals(inputs.get(input));
        }

        public int number(String input) {
            return inputs.get(input) instanceof Number number ? number.intValue() : 0;
        }

        @SuppressWarnings("unchecked")
        public <T> List<T> list(String input) {
            return (List<T>) inputs.getOrDefault(input, List.of());
        }

        @SuppressWarnings("unchecked")
        public Map<String, Object> map(String input) {
            return (Map<String, Object>) inputs.getOrDefault(input, Map.of());
        }

        Recorded with(String input, Object value) {
            Map<String, Object> changed = new HashMap<>(inputs);
            if (value == null) {
                changed.remove(input);
            } else {
                changed.put(input, value);
            }
            return new Recorded(type, name, changed);
        }

        /** The id that the mocks return. */
        public String id() {
            return name + "-id";
        }

        public String arn() {
            return "arn:aws:mocked:us-east-1:123456789012:" + name;
        }

        @Override
        public String toString() {
            return type + " " + name;
        }
    }

    public static DeployedStack dev() {
        return of("dev", Map.of());
    }

    public static DeployedStack prod() {
        return of("prod", Map.of());
    }

    /** Deploys a stack with some settings changed; an empty value removes a setting. */
    public static DeployedStack of(String stack, Map<String, String> changed) {
        Map<String, String> config = new HashMap<>(file(stack));
        config.putAll(OWN);
        if (!config.containsKey("caravana:plainHttp")) {
            config.putAll(DOMAIN);
        }
        config.putAll(changed);
        config.values().removeIf(String::isEmpty);

        List<Recorded> recorded = new ArrayList<>();
        Map<String, Duration> patience = new ConcurrentHashMap<>();
        TestResult result = finished(PulumiTestInternal.builder()
                .options(TestOptions.builder()
                        .projectName("caravana")
                        .stackName(stack)
                        .preview(false)
                        .resourceTransformations(List.of(new Tags(), resource -> {
                            resource.options()
                                    .getCustomTimeouts()
                                    .flatMap(CustomTimeouts::getUpdate)
                                    .ifPresent(time -> patience.put(
                                            resource.resource().pulumiResourceType() + " "
                                                    + resource.resource().pulumiResourceName(),
                                            time));
                            return Optional.empty();
                        }))
                        .build())
                .mocks(new Aws(recorded))
                .config(config)
                .standardLogger(PulumiTestInternal.logger(Level.OFF))
                .build()
                .runTestAsync(Caravana::deploy));
        try {
            if (!result.exceptions().isEmpty()) {
                throw new IllegalStateException(
                        String.join("\n", result.errors()), result.exceptions().get(0));
            }
            if (!result.errors().isEmpty()) {
                throw new IllegalStateException(String.join("\n", result.errors()));
            }
            recorded.replaceAll(resource -> patience.containsKey(resource.toString())
                    ? resource.with(UPDATE_TIMEOUT, (double)
                            patience.get(resource.toString()).toSeconds())
                    : resource);
            Map<String, Object> outputs = new TreeMap<>();
            result.outputs().forEach((name, output) -> outputs.put(name, PulumiTest.extractValue(output)));
            return new DeployedStack(stack, List.copyOf(recorded), outputs);
        } finally {
            PulumiTest.cleanup();
        }
    }

    /** Takes about a second; the time-out prevents a hang when the thread pool is exhausted. */
    private static TestResult finished(CompletableFuture<TestResult> run) {
        try {
            return run.get(2, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the stack was deployed", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the stack was not deployed", e);
        }
    }

    /** The secrets of the configuration, which no resource may contain in plain text. */
    static List<String> secretValues() {
        return OWN.values().stream().filter(value -> value.contains("mocked-")).toList();
    }

    /** The configuration of a stack file without encrypted values. */
    static Map<String, String> file(String stack) {
        return settings(stack).entrySet().stream()
                .filter(setting -> !(setting.getValue() instanceof Map))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, setting -> setting.getValue().toString()));
    }

    /** The configuration of a stack file; an encrypted value is a map. */
    static Map<String, Object> settings(String stack) {
        try {
            Map<String, Map<String, Object>> file = new Yaml(new SafeConstructor(new LoaderOptions()))
                    .load(Files.readString(FOLDER.resolve("Pulumi." + stack + ".yaml")));
            return file.get("config");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean production() {
        return stack.equals("prod");
    }

    /** The resources of a type, such as {@code rds/instance:Instance}. */
    public List<Recorded> all(String type) {
        return resources.stream()
                .filter(resource -> resource.type().equals("aws:" + type))
                .toList();
    }

    public Recorded one(String type, String name) {
        return all(type).stream()
                .filter(resource -> resource.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + type + " " + name + " but " + all(type)));
    }

    /** The containers of all tasks, by {@code task/container}. */
    public Map<String, Container> containers() {
        Map<String, Container> containers = new TreeMap<>();
        for (Recorded task : all("ecs/taskDefinition:TaskDefinition")) {
            for (JsonElement container :
                    JsonParser.parseString(task.text("containerDefinitions")).getAsJsonArray()) {
                Container one = new Container(task.name(), container.getAsJsonObject());
                containers.put(task.name() + "/" + one.name(), one);
            }
        }
        return containers;
    }

    /** The container of a service, without its collector. */
    public Container container(String service) {
        return containers().get(service + "/" + service);
    }

    /** A container of a task definition. */
    public record Container(String task, JsonObject definition) {

        public String name() {
            return definition.get("name").getAsString();
        }

        public String image() {
            return definition.get("image").getAsString();
        }

        public Map<String, String> environment() {
            return pairs("environment", "value");
        }

        /** The references to Secrets Manager by variable. */
        public Map<String, String> secrets() {
            return pairs("secrets", "valueFrom");
        }

        public List<Integer> ports() {
            return elements("portMappings")
                    .map(port -> port.get("containerPort").getAsInt())
                    .toList();
        }

        private Map<String, String> pairs(String list, String what) {
            return elements(list)
                    .collect(Collectors.toMap(
                            pair -> pair.get("name").getAsString(),
                            pair -> pair.get(what).getAsString(),
                            (one, other) -> {
                                throw new AssertionError("twice in " + list + ": " + one);
                            },
                            TreeMap::new));
        }

        private Stream<JsonObject> elements(String list) {
            return definition.has(list)
                    ? definition.getAsJsonArray(list).asList().stream().map(JsonElement::getAsJsonObject)
                    : Stream.of();
        }
    }

    /** Returns a copy of this stack with some resources changed; fails if none is. */
    DeployedStack with(String type, UnaryOperator<Recorded> change) {
        List<Recorded> changed = resources.stream()
                .map(resource -> resource.type().equals("aws:" + type) ? change.apply(resource) : resource)
                .toList();
        if (changed.equals(resources)) {
            throw new AssertionError("nothing is broken: no " + type + " was changed");
        }
        return new DeployedStack(stack, changed, outputs);
    }

    /** Returns a copy of this stack with a container changed. */
    DeployedStack withContainer(String task, String container, UnaryOperator<JsonObject> change) {
        return with("ecs/taskDefinition:TaskDefinition", recorded -> {
            if (!recorded.name().equals(task)) {
                return recorded;
            }
            JsonArray changed = new JsonArray();
            for (JsonElement one : JsonParser.parseString(recorded.text("containerDefinitions"))
                    .getAsJsonArray()) {
                JsonObject definition = one.getAsJsonObject();
                changed.add(
                        definition.get("name").getAsString().equals(container) ? change.apply(definition) : definition);
            }
            return recorded.with("containerDefinitions", changed.toString());
        });
    }

    DeployedStack plus(String type, String name, Map<String, Object> inputs) {
        List<Recorded> more = new ArrayList<>(resources);
        more.add(new Recorded("aws:" + type, name, inputs));
        return new DeployedStack(stack, List.copyOf(more), outputs);
    }

    DeployedStack without(String type, String name) {
        return new DeployedStack(
                stack,
                resources.stream()
                        .filter(resource -> !resource.equals(one(type, name)))
                        .toList(),
                outputs);
    }

    /** Returns the number of resources per type as a table. */
    String table() {
        Map<String, Long> counts = resources.stream()
                .collect(Collectors.groupingBy(
                        resource -> resource.type().replaceFirst("^aws:", "").replaceFirst("/.*:", ":"),
                        TreeMap::new,
                        Collectors.counting()));
        return "%n%-55s %5s%n".formatted("Resources of " + stack, "")
                + counts.entrySet().stream()
                        .map(count -> "  %-53s %5d".formatted(count.getKey(), count.getValue()))
                        .collect(Collectors.joining("\n"))
                + "%n  %-53s %5d%n".formatted("in all", resources.size());
    }

    /** The mocked responses of AWS. */
    private record Aws(List<Recorded> recorded) implements Mocks {

        @Override
        public CompletableFuture<ResourceResult> newResourceAsync(ResourceArgs resource) {
            Recorded one = new Recorded(resource.type, resource.name, Map.copyOf(resource.inputs));
            if (one.type().startsWith("aws:")) {
                synchronized (recorded) {
                    recorded.add(one);
                }
            }
            Map<String, Object> state = new HashMap<>(resource.inputs);
            state.put("arn", one.arn());
            state.putIfAbsent("name", resource.name);
            switch (one.type()) {
                case "aws:ecr/repository:Repository" ->
                    state.put("repositoryUrl", "123456789012.dkr.ecr.us-east-1.amazonaws.com/" + one.text("name"));
                case "aws:rds/instance:Instance" -> {
                    state.put("address", one.text("identifier") + ".mocked.us-east-1.rds.amazonaws.com");
                    state.put("masterUserSecrets", List.of(Map.of("secretArn", one.arn() + "-master")));
                }
                case "aws:mq/broker:Broker" -> {
                    state.put("brokerName", resource.name);
                    state.put(
                            "instances",
                            List.of(Map.of("endpoints", List.of("amqps://b-mocked.mq.us-east-1.amazonaws.com:5671"))));
                }
                case "aws:lb/loadBalancer:LoadBalancer" -> {
                    state.put("dnsName", "mocked.us-east-1.elb.amazonaws.com");
                    state.put("zoneId", "Z35SXDOTRQ7X7K");
                }
                case "aws:acm/certificate:Certificate" ->
                    state.put(
                            "domainValidationOptions",
                            List.of(Map.of(
                                    "domainName",
                                    one.text("domainName"),
                                    "resourceRecordName",
                                    "_proof." + one.text("domainName"),
                                    "resourceRecordType",
                                    "CNAME",
                                    "resourceRecordValue",
                                    "mocked.acm-validations.aws")));
                case "aws:route53/record:Record" -> state.put("fqdn", one.text("name"));
                default -> {}
            }
            return CompletableFuture.completedFuture(ResourceResult.of(Optional.of(one.id()), state));
        }

        @Override
        public CompletableFuture<Map<String, Object>> callAsync(CallArgs call) {
            return CompletableFuture.completedFuture(
                    switch (call.token) {
                        case "aws:index/getAvailabilityZones:getAvailabilityZones" ->
                            Map.of("names", zonesBut(call.args.getOrDefault("excludeZoneIds", List.of())));
                        case "aws:index/getRegion:getRegion" -> Map.of("name", "us-east-1");
                        case "aws:index/getCallerIdentity:getCallerIdentity" -> Map.of("accountId", "123456789012");
                        default -> throw new AssertionError("an unexpected call to AWS: " + call.token);
                    });
        }

        /** Zone names of an account in which the second zone is an excluded one. */
        private static List<String> zonesBut(Object excluded) {
            return Map.of(
                            "us-east-1a", "use1-az6",
                            "us-east-1b", "use1-az3",
                            "us-east-1c", "use1-az1",
                            "us-east-1d", "use1-az2")
                    .entrySet()
                    .stream()
                    .filter(zone -> !((List<?>) excluded).contains(zone.getValue()))
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
        }
    }
}
