package caravana.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Simulates Kong's plugins as far as {@code kong.yml} uses them, in the order of Kong's priorities. */
final class KongPlugins {

    /** A response by the gateway itself, instead of a forwarded request. */
    record Refusal(int status, String message) {}

    /** Handles a request before it is forwarded. If a plugin returns a refusal, the request is not forwarded. */
    @FunctionalInterface
    interface Plugin {
        Optional<Refusal> access(Call call, JsonNode config);
    }

    private static final JsonMapper JSON = new JsonMapper();
    private static final Optional<Refusal> GO_ON = Optional.empty();

    private final KongFile file;
    private final Clock clock = Clock.systemUTC();
    private final Queue<String> traceIds = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> counters = new ConcurrentHashMap<>();
    private final Map<String, Plugin> byPriority = new LinkedHashMap<>();

    KongPlugins(KongFile file) {
        this.file = file;
        byPriority.put("correlation-id", this::correlationId);
        byPriority.put("cors", this::cors);
        byPriority.put("jwt", this::jwt);
        byPriority.put("key-auth", this::keyAuth);
        byPriority.put("request-size-limiting", this::requestSizeLimiting);
        byPriority.put("acl", this::acl);
        byPriority.put("rate-limiting", this::rateLimiting);
        byPriority.put("request-transformer", this::requestTransformer);
        byPriority.put("response-transformer", this::responseTransformer);
        byPriority.put("opentelemetry", this::opentelemetry);
        byPriority.put("prometheus", (call, config) -> GO_ON);
        byPriority.put("request-termination", this::requestTermination);
    }

    /** The supported fields of each plugin. */
    private static final Map<String, Set<String>> FIELDS = Map.ofEntries(
            Map.entry("correlation-id", Set.of("header_name", "generator", "echo_downstream")),
            Map.entry("cors", Set.of("origins", "methods", "headers", "exposed_headers", "credentials", "max_age")),
            Map.entry(
                    "jwt",
                    Set.of("anonymous", "claims_to_verify", "maximum_expiration", "uri_param_names", "cookie_names")),
            Map.entry("key-auth", Set.of("anonymous", "key_names", "key_in_query", "key_in_body")),
            Map.entry("request-size-limiting", Set.of("allowed_payload_size", "size_unit", "require_content_length")),
            Map.entry("acl", Set.of("allow", "deny")),
            Map.entry("rate-limiting", Set.of("second", "minute", "limit_by", "policy")),
            Map.entry("request-transformer", Set.of("remove")),
            Map.entry("response-transformer", Set.of("add")),
            Map.entry("opentelemetry", Set.of("traces_endpoint", "headers", "resource_attributes", "propagation")),
            Map.entry(
                    "prometheus",
                    Set.of("per_consumer", "status_code_metrics", "latency_metrics", "upstream_health_metrics")),
            Map.entry("request-termination", Set.of("status_code", "message")));

    /** Fails if the file uses an entity, field or plugin that is not supported here. */
    void requireAllKnown() {
        JsonNode document = file.document();
        requireOnly(document, Set.of("_format_version", "upstreams", "services", "routes", "consumers", "plugins"));
        for (JsonNode service : document.path("services")) {
            requireOnly(
                    service,
                    Set.of(
                            "name",
                            "tags",
                            "protocol",
                            "host",
                            "retries",
                            "connect_timeout",
                            "write_timeout",
                            "read_timeout",
                            "routes",
                            "plugins"));
        }
        for (RouteEntity route : file.routes()) {
            requireOnly(route.entity(), Set.of("name", "tags", "methods", "paths", "strip_path", "plugins"));
        }
        for (JsonNode consumer : document.path("consumers")) {
            requireOnly(
                    consumer,
                    Set.of("username", "custom_id", "tags", "keyauth_credentials", "jwt_secrets", "acls", "plugins"));
        }
        for (JsonNode plugins : document.findValues("plugins")) {
            for (JsonNode plugin : plugins) {
                requireOnly(plugin, Set.of("name", "tags", "config"));
                requireOnly(
                        plugin.path("config"),
                        FIELDS.getOrDefault(plugin.path("name").asText(), Set.of()));
                if (!byPriority.containsKey(plugin.path("name").asText())) {
                    throw new AssertionError("the simulator does not support the plugin " + plugin.path("name"));
                }
            }
        }
    }

    private static void requireOnly(JsonNode entity, Set<String> known) {
        entity.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new AssertionError("the simulator does not support the field " + name + " of " + entity);
            }
        });
    }

    /** The ids of the traces that started here. */
    List<String> traceIds() {
        return List.copyOf(traceIds);
    }

    /** Runs every plugin that is configured for the route and, after authentication, for the consumer. */
    Optional<Refusal> access(Call call, RouteEntity route) {
        for (Map.Entry<String, Plugin> plugin : byPriority.entrySet()) {
            Optional<JsonNode> config = file.plugin(plugin.getKey(), route, call.consumerName());
            if (config.isPresent()) {
                Optional<Refusal> refusal = plugin.getValue().access(call, config.get());
                if (refusal.isPresent()) {
                    // Headers for responses apply to this one, too.
                    file.plugin("response-transformer", route, call.consumerName())
                            .ifPresent(transformer -> responseTransformer(call, transformer));
                    return refusal;
                }
            }
        }
        return GO_ON;
    }

    private Optional<Refusal> correlationId(Call call, JsonNode config) {
        String name = config.path("header_name").asText();
        String id = call.headers.first(name).orElseGet(() -> UUID.randomUUID().toString());
        call.headers.set(name, id);
        if (config.path("echo_downstream").asBoolean()) {
            call.answerHeaders.set(name, id);
        }
        return GO_ON;
    }

    private Optional<Refusal> cors(Call call, JsonNode config) {
        String origin = call.headers.first("Origin").orElse("");
        List<String> origins =
                KongFile.stream(config.path("origins")).map(JsonNode::asText).toList();
        if (origins.size() == 1 || origins.contains(origin)) {
            // A single origin is sent to every client; browsers compare.
            call.answerHeaders.set("Access-Control-Allow-Origin", origins.size() == 1 ? origins.get(0) : origin);
            call.answerHeaders.set("Vary", "Origin");
        }
        boolean preflight = call.method.equals("OPTIONS")
                && !origin.isEmpty()
                && call.headers.first("Access-Control-Request-Method").isPresent();
        if (!preflight) {
            call.answerHeaders.set("Access-Control-Expose-Headers", joined(config.path("exposed_headers")));
            return GO_ON;
        }
        call.answerHeaders.set("Access-Control-Allow-Methods", joined(config.path("methods")));
        call.answerHeaders.set("Access-Control-Allow-Headers", joined(config.path("headers")));
        call.answerHeaders.set("Access-Control-Max-Age", config.path("max_age").asText());
        return Optional.of(new Refusal(200, ""));
    }

    private static String joined(JsonNode values) {
        return String.join(",", KongFile.stream(values).map(JsonNode::asText).toList());
    }

    private Optional<Refusal> jwt(Call call, JsonNode config) {
        if (config.has("anonymous") && call.hasCredential()) {
            return GO_ON;
        }
        Set<String> tokens = new LinkedHashSet<>();
        texts(config, "uri_param_names", "jwt").forEach(name -> tokens.addAll(call.parameter(name)));
        call.headers.all("Authorization").stream()
                .filter(value -> value.matches("(?i)bearer .+"))
                .forEach(value -> tokens.add(value.substring("bearer ".length()).strip()));
        Optional<JsonNode> consumer =
                tokens.size() == 1 ? signer(tokens.iterator().next(), config) : Optional.empty();
        return authenticated(call, config, consumer, "Unauthorized");
    }

    /** The consumer whose secret signed the token, if the token is valid now. */
    private Optional<JsonNode> signer(String token, JsonNode config) {
        String[] parts = token.split("\\.");
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
            JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
            String issuer = claims.path("iss").asText();
            Optional<JsonNode> consumer = file.consumerWith("jwt_secrets", "key", issuer);
            if (consumer.isEmpty()) {
                return consumer;
            }
            JsonNode secret = KongFile.stream(consumer.get().path("jwt_secrets"))
                    .filter(credential -> credential.path("key").asText().equals(issuer))
                    .findFirst()
                    .orElseThrow();
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(new SecretKeySpec(secret.path("secret").asText().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] signature = hmac.doFinal((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            boolean inTime = !texts(config, "claims_to_verify").contains("exp")
                    || isBetween(
                            1,
                            claims.path("exp").asLong() - clock.instant().getEpochSecond(),
                            config.path("maximum_expiration").asLong());
            boolean valid = header.path("alg").asText().equals("HS256")
                    && secret.path("algorithm").asText().equals("HS256")
                    && MessageDigest.isEqual(signature, Base64.getUrlDecoder().decode(parts[2]))
                    && inTime;
            return valid ? consumer : Optional.empty();
        } catch (IOException | IllegalArgumentException notAToken) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<Refusal> keyAuth(Call call, JsonNode config) {
        if (config.has("anonymous") && call.hasCredential()) {
            return GO_ON;
        }
        String name = config.at("/key_names/0").asText();
        List<String> keys = call.headers.all(name);
        if (keys.isEmpty() && config.path("key_in_query").asBoolean(true)) {
            keys = call.parameter(name);
        }
        Optional<JsonNode> consumer =
                keys.size() == 1 ? file.consumerWith("keyauth_credentials", "key", keys.get(0)) : Optional.empty();
        return authenticated(call, config, consumer, keys.isEmpty() ? "No API key found in request" : "Unauthorized");
    }

    private Optional<Refusal> authenticated(Call call, JsonNode config, Optional<JsonNode> consumer, String whyNot) {
        if (consumer.isPresent()) {
            call.authenticate(consumer.get(), true);
            return GO_ON;
        }
        if (config.has("anonymous")) {
            call.authenticate(file.consumer(config.path("anonymous").asText()), false);
            return GO_ON;
        }
        call.answerHeaders.set("WWW-Authenticate", "Key");
        return Optional.of(new Refusal(401, whyNot));
    }

    private static boolean isBetween(long least, long value, long most) {
        return value >= least && value <= most;
    }

    /** A list of texts, or Kong's default if the file has none. */
    private static List<String> texts(JsonNode config, String field, String... byDefault) {
        return config.has(field)
                ? KongFile.stream(config.path(field)).map(JsonNode::asText).toList()
                : List.of(byDefault);
    }

    private Optional<Refusal> requestSizeLimiting(Call call, JsonNode config) {
        if (!config.path("size_unit").asText().equals("megabytes")) {
            throw new AssertionError("unit " + config.path("size_unit"));
        }
        return call.body.length > config.path("allowed_payload_size").asLong() * 1024 * 1024
                ? Optional.of(new Refusal(413, "Request size limit exceeded"))
                : GO_ON;
    }

    private Optional<Refusal> acl(Call call, JsonNode config) {
        List<String> groups = call.consumer().stream()
                .flatMap(consumer -> KongFile.stream(consumer.path("acls")))
                .map(acl -> acl.path("group").asText())
                .toList();
        boolean letIn = config.has("allow")
                ? texts(config, "allow").stream().anyMatch(groups::contains)
                : texts(config, "deny").stream().noneMatch(groups::contains);
        if (!letIn) {
            return Optional.of(new Refusal(403, "You cannot consume this service"));
        }
        call.headers.set("X-Consumer-Groups", String.join(", ", groups));
        return GO_ON;
    }

    private Optional<Refusal> rateLimiting(Call call, JsonNode config) {
        String who = config.path("limit_by").asText().equals("consumer") && call.consumerName() != null
                ? "consumer " + call.consumerName()
                : "address " + call.address;
        Instant now = clock.instant();
        boolean passed = true;
        for (Map.Entry<String, Integer> period :
                Map.of("second", 1, "minute", 60).entrySet()) {
            if (config.has(period.getKey())) {
                long window = now.getEpochSecond() / period.getValue();
                int count = counters.computeIfAbsent(
                                who + " " + period.getKey() + " " + window, key -> new AtomicInteger())
                        .incrementAndGet();
                int limit = config.path(period.getKey()).asInt();
                passed &= count <= limit;
                call.answerHeaders.set(
                        "X-RateLimit-Remaining-" + period.getKey(), Integer.toString(Math.max(limit - count, 0)));
                call.answerHeaders.set(
                        "X-RateLimit-Limit-" + period.getKey(),
                        config.path(period.getKey()).asText());
            }
        }
        if (passed) {
            return GO_ON;
        }
        call.answerHeaders.set("Retry-After", "1");
        return Optional.of(new Refusal(429, "API rate limit exceeded"));
    }

    private Optional<Refusal> requestTransformer(Call call, JsonNode config) {
        requireOnly(config.path("remove"), Set.of("headers"));
        config.at("/remove/headers").forEach(name -> call.headers.remove(name.asText()));
        return GO_ON;
    }

    private Optional<Refusal> responseTransformer(Call call, JsonNode config) {
        requireOnly(config.path("add"), Set.of("headers"));
        for (JsonNode header : config.at("/add/headers")) {
            String[] nameAndValue = header.asText().split(":", 2);
            if (call.answerHeaders.first(nameAndValue[0]).isEmpty()) {
                call.answerHeaders.set(nameAndValue[0], nameAndValue[1].strip());
            }
        }
        return GO_ON;
    }

    /** Starts a trace, which the spans of the upstream service continue. */
    private Optional<Refusal> opentelemetry(Call call, JsonNode config) {
        if (!config.at("/propagation/extract").isEmpty()) {
            throw new AssertionError("the simulator does not continue the trace of a client");
        }
        config.at("/propagation/clear").forEach(name -> call.headers.remove(name.asText()));
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String traceId = "%016x%016x".formatted(random.nextLong() | 1, random.nextLong());
        traceIds.add(traceId);
        call.headers.set("traceparent", "00-%s-%016x-01".formatted(traceId, random.nextLong() | 1));
        return GO_ON;
    }

    private Optional<Refusal> requestTermination(Call call, JsonNode config) {
        return Optional.of(new Refusal(
                config.path("status_code").asInt(), config.path("message").asText()));
    }
}
