package caravana.fargate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The stacks dev and prod follow every rule, and each rule detects its violations. */
class StackTest {

    private static final String INGRESS = "vpc/securityGroupIngressRule:SecurityGroupIngressRule";
    private static final String DATABASE = "rds/instance:Instance";
    private static final String BROKER = "mq/broker:Broker";
    private static final String SERVICE = "ecs/service:Service";
    private static final String LISTENER = "lb/listener:Listener";

    private static final String READS_ANY_SECRET = policy("'Action': 'secretsmanager:GetSecretValue', 'Resource': '*'");

    private static final DeployedStack DEV = DeployedStack.dev();
    private static final DeployedStack PROD = DeployedStack.prod();
    private static final DeployedStack WITHOUT_NAT = DeployedStack.of("dev", Map.of("caravana:egress", "endpoints"));

    private static final DeployedStack WITH_DOMAIN = DeployedStack.of(
            "dev",
            Map.of(
                    "caravana:plainHttp", "",
                    "caravana:domain", "dev.shop.example",
                    "caravana:hostedZone", "Z0123456789ABC"));

    @ParameterizedTest
    @EnumSource
    void followsTheRule(Rule rule) {
        assertThat(rule.breaches(DEV)).as("dev").isEmpty();
        assertThat(rule.breaches(PROD)).as("prod").isEmpty();
        assertThat(rule.breaches(WITHOUT_NAT)).as("dev without NAT").isEmpty();
        assertThat(rule.breaches(WITH_DOMAIN)).as("dev with a domain").isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void detectsAViolation(String what, Rule rule, DeployedStack broken) {
        assertThat(Rule.brokenBy(broken)).as(what).containsExactly(rule);
    }

    @Test
    void breaksEveryRuleOnce() {
        assertThat(broken().map(arguments -> arguments.get()[1]).distinct())
                .containsExactlyInAnyOrder((Object[]) Rule.values());
    }

    @Test
    void printsTheResourcesOfEachStack() {
        System.out.println(DEV.table() + PROD.table());
        assertThat(PROD.resources()).hasSizeGreaterThan(DEV.resources().size());
    }

    /** No collector was available to test it, so this checks the YAML and that each pipeline's components exist. */
    @ParameterizedTest
    @ValueSource(strings = {"orders", "invoices", "kong"})
    void configuresACollectorBesideEachService(String service) {
        String text =
                PROD.containers().get(service + "/collector").environment().get("OTELCOL_CONFIG");
        Map<String, Map<String, Object>> parts = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        JsonObject configuration = JsonParser.parseString(Json.of(parts)).getAsJsonObject();
        JsonObject pipelines = configuration.getAsJsonObject("service").getAsJsonObject("pipelines");
        assertThat(pipelines.keySet()).containsExactlyInAnyOrder("traces", "logs", "metrics");
        pipelines.entrySet().forEach(pipeline -> {
            for (String kind : List.of("receivers", "processors", "exporters")) {
                pipeline.getValue()
                        .getAsJsonObject()
                        .getAsJsonArray(kind)
                        .forEach(part -> assertThat(
                                        configuration.getAsJsonObject(kind).keySet())
                                .contains(part.getAsString()));
            }
        });
        assertThat(configuration
                        .getAsJsonObject("exporters")
                        .getAsJsonObject("otlphttp")
                        .getAsJsonObject("headers")
                        .get("authorization")
                        .getAsString())
                .isEqualTo("${env:OTLP_AUTHORIZATION}");
        assertThat(PROD.containers().get(service + "/collector").secrets()).containsOnlyKeys("OTLP_AUTHORIZATION");
    }

    @Test
    void exportsTheUrlsOfTheApi() {
        assertThat(PROD.outputs())
                .containsEntry("orders", "https://orders.shop.example/orders")
                .containsEntry("invoices", "https://orders.shop.example/invoices")
                .containsEntry("docs", "https://orders.shop.example/docs/orders");
        assertThat(DEV.outputs()).containsEntry("orders", "http://mocked.us-east-1.elb.amazonaws.com/orders");
    }

    /** With a desired count of 1, the circuit breaker rolls back after three failed tasks of some minutes each. */
    @ParameterizedTest
    @ValueSource(strings = {"orders", "invoices", "kong"})
    void waitsForTheRollbackOfABadDeployment(String service) {
        JsonObject health = PROD.container(service).definition().getAsJsonObject("healthCheck");
        int unhealthyAfter = health.get("startPeriod").getAsInt()
                + health.get("interval").getAsInt() * health.get("retries").getAsInt();
        assertThat(PROD.one(SERVICE, service).number(DeployedStack.UPDATE_TIMEOUT))
                .isGreaterThan(4 * (unhealthyAfter + 120));
    }

    @Test
    void avoidsExcludedZones() {
        assertThat(PROD.all("ec2/subnet:Subnet"))
                .extracting(subnet -> subnet.text("availabilityZone"))
                .containsOnly("us-east-1a", "us-east-1c", "us-east-1d");
    }

    private static Stream<Arguments> broken() {
        return Stream.of(
                breach(
                        "the broker's port open to the world",
                        Rule.ONLY_THE_LOAD_BALANCER_IS_OPEN_TO_THE_WORLD,
                        PROD.plus(
                                INGRESS,
                                "hole",
                                Map.of(
                                        "securityGroupId",
                                        "broker-id",
                                        "cidrIpv4",
                                        "0.0.0.0/0",
                                        "ipProtocol",
                                        "tcp",
                                        "fromPort",
                                        5671.0,
                                        "toPort",
                                        5671.0,
                                        "tags",
                                        tags("hole")))),
                breach(
                        "every IPv6 address at the load balancer's other ports",
                        Rule.ONLY_THE_LOAD_BALANCER_IS_OPEN_TO_THE_WORLD,
                        DEV.plus(
                                INGRESS,
                                "hole",
                                Map.of(
                                        "securityGroupId", "entrance-id",
                                        "cidrIpv6", "::/0",
                                        "ipProtocol", "-1",
                                        "tags", Map.of("Name", "hole", "Project", "caravana", "Stack", "dev")))),
                breach(
                        "a listener on the admin API's port",
                        Rule.ONLY_THE_LOAD_BALANCER_IS_OPEN_TO_THE_WORLD,
                        PROD.with(LISTENER, when("entrance-http", one -> one.with("port", 8001.0)))),
                breach(
                        "a rule of the older type",
                        Rule.ONLY_THE_LOAD_BALANCER_IS_OPEN_TO_THE_WORLD,
                        PROD.plus(
                                "ec2/securityGroupRule:SecurityGroupRule",
                                "hole",
                                Map.of(
                                        "type",
                                        "ingress",
                                        "cidrBlocks",
                                        List.of("0.0.0.0/0"),
                                        "securityGroupId",
                                        "broker-id",
                                        "tags",
                                        tags("hole")))),
                breach(
                        "rules inside of a security group",
                        Rule.ONLY_THE_LOAD_BALANCER_IS_OPEN_TO_THE_WORLD,
                        PROD.with(
                                "ec2/securityGroup:SecurityGroup",
                                when(
                                        "orders",
                                        one -> one.with(
                                                "ingress", List.of(Map.of("cidrBlocks", List.of("0.0.0.0/0"))))))),
                breach(
                        "production in plain HTTP",
                        Rule.THE_INTERNET_IS_SERVED_OVER_TLS,
                        PROD.with(
                                LISTENER,
                                when(
                                        "entrance-https",
                                        one -> one.with("protocol", "HTTP").with("certificateArn", null)))),
                breach(
                        "plain HTTP beside HTTPS where a development stack has a domain",
                        Rule.THE_INTERNET_IS_SERVED_OVER_TLS,
                        WITH_DOMAIN.with(
                                LISTENER,
                                when(
                                        "entrance-http",
                                        one -> one.with("defaultActions", List.of(Map.of("type", "forward")))))),
                breach(
                        "no redirect from HTTP",
                        Rule.THE_INTERNET_IS_SERVED_OVER_TLS,
                        PROD.with(
                                LISTENER,
                                when(
                                        "entrance-http",
                                        one -> one.with("defaultActions", List.of(Map.of("type", "forward")))))),
                breach(
                        "Orders behind the load balancer",
                        Rule.THE_LOAD_BALANCER_LEADS_TO_KONG_ALONE,
                        PROD.with(
                                SERVICE,
                                when(
                                        "orders",
                                        one -> one.with("loadBalancers", List.of(Map.of("containerName", "orders")))))),
                breach(
                        "the load balancer with egress to Invoices",
                        Rule.THE_LOAD_BALANCER_LEADS_TO_KONG_ALONE,
                        PROD.with(
                                "vpc/securityGroupEgressRule:SecurityGroupEgressRule",
                                when(
                                        "entrance-to-kong-8000-out",
                                        one -> one.with("referencedSecurityGroupId", "invoices-id")))),
                breach(
                        "Invoices with access to the database of Orders",
                        Rule.A_DATABASE_IS_REACHED_BY_ITS_OWN_SERVICE_ALONE,
                        PROD.plus(INGRESS, "hole", way("databases-orders-id", "invoices-id", 5432))),
                breach(
                        "a database with a public address",
                        Rule.A_DATABASE_IS_REACHED_BY_ITS_OWN_SERVICE_ALONE,
                        PROD.with(DATABASE, one -> one.with("publiclyAccessible", true))),
                breach(
                        "databases in subnets with a route out",
                        Rule.A_DATABASE_IS_REACHED_BY_ITS_OWN_SERVICE_ALONE,
                        PROD.with(
                                "rds/subnetGroup:SubnetGroup",
                                one -> one.with("subnetIds", List.of("network-private-0-id", "network-private-1-id")))),
                breach(
                        "Kong with access to the broker",
                        Rule.THE_BROKER_IS_REACHED_BY_THE_TWO_SERVICES_ALONE,
                        PROD.plus(INGRESS, "hole", way("broker-id", "kong-id", 5671))),
                breach(
                        "a broker with a public address",
                        Rule.THE_BROKER_IS_REACHED_BY_THE_TWO_SERVICES_ALONE,
                        PROD.with(BROKER, one -> one.with("publiclyAccessible", true))),
                breach(
                        "the load balancer with access to Orders",
                        Rule.THE_SERVICES_ARE_REACHED_BY_KONG_ALONE,
                        PROD.plus(INGRESS, "hole", way("orders-id", "entrance-id", 8081))),
                breach(
                        "Kong with access to the management port of Invoices",
                        Rule.THE_SERVICES_ARE_REACHED_BY_KONG_ALONE,
                        PROD.plus(INGRESS, "hole", way("invoices-id", "kong-id", 9082))),
                breach(
                        "Orders with a public address",
                        Rule.THE_SERVICES_ARE_REACHED_BY_KONG_ALONE,
                        PROD.with(SERVICE, when("orders", one -> {
                            Map<String, Object> network = new HashMap<>(one.map("networkConfiguration"));
                            network.put("assignPublicIp", true);
                            return one.with("networkConfiguration", network);
                        }))),
                breach(
                        "a database with an egress rule",
                        Rule.DATABASES_AND_BROKER_HAVE_NO_EGRESS,
                        PROD.plus(
                                "vpc/securityGroupEgressRule:SecurityGroupEgressRule",
                                "hole",
                                Map.of(
                                        "securityGroupId",
                                        "databases-orders-id",
                                        "cidrIpv4",
                                        "0.0.0.0/0",
                                        "ipProtocol",
                                        "tcp",
                                        "fromPort",
                                        443.0,
                                        "toPort",
                                        443.0,
                                        "tags",
                                        tags("hole")))),
                breach(
                        "Kong's admin API on every address",
                        Rule.KONGS_ADMIN_API_DOES_NOT_LISTEN,
                        PROD.withContainer("kong", "kong", kong -> set(kong, "KONG_ADMIN_LISTEN", "0.0.0.0:8001"))),
                breach(
                        "a port for Kong's admin API",
                        Rule.KONGS_ADMIN_API_DOES_NOT_LISTEN,
                        PROD.withContainer("kong", "kong", kong -> {
                            JsonObject port = new JsonObject();
                            port.addProperty("containerPort", 8001);
                            kong.getAsJsonArray("portMappings").add(port);
                            return kong;
                        })),
                breach(
                        "a password among the plain variables",
                        Rule.NO_SECRET_IS_IN_PLAIN_TEXT,
                        PROD.withContainer(
                                "orders", "orders", one -> set(one, "SPRING_DATASOURCE_PASSWORD", "orders"))),
                breach(
                        "the header of telemetry inside the collector's configuration",
                        Rule.NO_SECRET_IS_IN_PLAIN_TEXT,
                        PROD.withContainer(
                                "orders",
                                "collector",
                                one -> set(one, "OTELCOL_CONFIG", "Basic mocked-authorization-of-telemetry"))),
                breach(
                        "a password inside a URL",
                        Rule.NO_SECRET_IS_IN_PLAIN_TEXT,
                        PROD.withContainer(
                                "invoices",
                                "invoices",
                                one -> set(one, "SPRING_RABBITMQ_ADDRESSES", "amqps://caravana:guess@broker:5671"))),
                breach("the tag latest", Rule.IMAGES_ARE_IMMUTABLE, PROD.withContainer("orders", "orders", one -> {
                    one.addProperty("image", "registry.example/orders:latest");
                    return one;
                })),
                breach(
                        "mutable tags",
                        Rule.IMAGES_ARE_IMMUTABLE,
                        DEV.with("ecr/repository:Repository", one -> one.with("imageTagMutability", "MUTABLE"))),
                breach(
                        "an unencrypted database",
                        Rule.ALL_IS_ENCRYPTED,
                        DEV.with(DATABASE, one -> one.with("storageEncrypted", null))),
                breach(
                        "the broker without TLS",
                        Rule.ALL_IS_ENCRYPTED,
                        PROD.withContainer(
                                "orders",
                                "orders",
                                one -> set(one, "SPRING_RABBITMQ_ADDRESSES", "amqp://broker:5672"))),
                breach(
                        "unencrypted access logs",
                        Rule.ALL_IS_ENCRYPTED,
                        PROD.without(Rule.BUCKET_ENCRYPTION, "entrance-logs")),
                breach(
                        "no backups",
                        Rule.DATABASES_ARE_BACKED_UP,
                        DEV.with(DATABASE, one -> one.with("backupRetentionPeriod", 0.0))),
                breach(
                        "production without deletion protection",
                        Rule.PRODUCTION_IS_NOT_DELETED_BY_MISTAKE,
                        PROD.with(DATABASE, one -> one.with("deletionProtection", false))),
                breach(
                        "no final snapshot",
                        Rule.PRODUCTION_IS_NOT_DELETED_BY_MISTAKE,
                        PROD.with(DATABASE, one -> one.with("skipFinalSnapshot", true))),
                breach(
                        "logs without retention",
                        Rule.LOGS_HAVE_A_RETENTION,
                        PROD.with("cloudwatch/logGroup:LogGroup", one -> one.with("retentionInDays", null))),
                breach(
                        "a database's log that RDS creates itself",
                        Rule.LOGS_HAVE_A_RETENTION,
                        PROD.without("cloudwatch/logGroup:LogGroup", "orders-database")),
                breach(
                        "a log of Container Insights that ECS creates itself",
                        Rule.LOGS_HAVE_A_RETENTION,
                        PROD.without("cloudwatch/logGroup:LogGroup", "cluster-insights")),
                breach(
                        "no access logs",
                        Rule.LOGS_HAVE_A_RETENTION,
                        PROD.with("lb/loadBalancer:LoadBalancer", one -> one.with("accessLogs", null))),
                breach(
                        "every action on everything",
                        Rule.PERMISSIONS_ARE_MINIMAL,
                        PROD.with(
                                "iam/rolePolicy:RolePolicy",
                                when(
                                        "orders-execution",
                                        one -> one.with(
                                                "policy",
                                                policy("'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*'"))))),
                breach(
                        "any secret instead of its own",
                        Rule.PERMISSIONS_ARE_MINIMAL,
                        PROD.with(
                                "iam/rolePolicy:RolePolicy",
                                when("kong-execution", one -> one.with("policy", READS_ANY_SECRET)))),
                breach(
                        "a managed policy",
                        Rule.PERMISSIONS_ARE_MINIMAL,
                        PROD.with(
                                "iam/role:Role",
                                when(
                                        "orders-task",
                                        one -> one.with(
                                                "managedPolicyArns",
                                                List.of("arn:aws:iam::aws:policy/AdministratorAccess"))))),
                breach(
                        "public access logs",
                        Rule.PERMISSIONS_ARE_MINIMAL,
                        PROD.with(
                                "s3/bucketPolicy:BucketPolicy",
                                one -> one.with(
                                        "policy",
                                        policy("'Effect': 'Allow', 'Principal': '*', 'Action': 's3:GetObject'")))),
                breach("no tags", Rule.ALL_IS_TAGGED, PROD.with(BROKER, one -> one.with("tags", null))),
                breach(
                        "an unknown resource type",
                        Rule.ALL_IS_TAGGED,
                        DEV.plus("sqs/queue:Queue", "forgotten", Map.of())),
                breach(
                        "no roll-back",
                        Rule.A_BAD_DEPLOYMENT_IS_ROLLED_BACK,
                        PROD.with(SERVICE, one -> one.with("deploymentCircuitBreaker", null))),
                breach(
                        "no health check",
                        Rule.A_BAD_DEPLOYMENT_IS_ROLLED_BACK,
                        PROD.withContainer("kong", "kong", one -> {
                            one.remove("healthCheck");
                            return one;
                        })),
                breach(
                        "an unresolved value",
                        Rule.EVERY_VALUE_IS_SET,
                        PROD.with("lb/targetGroup:TargetGroup", one -> one.with("vpcId", "null"))));
    }

    private static Arguments breach(String what, Rule rule, DeployedStack broken) {
        return Arguments.of(what, rule, broken);
    }

    private static Map<String, Object> way(String group, String caller, int port) {
        return Map.of(
                "securityGroupId",
                group,
                "referencedSecurityGroupId",
                caller,
                "ipProtocol",
                "tcp",
                "fromPort",
                (double) port,
                "toPort",
                (double) port,
                "tags",
                tags("hole"));
    }

    private static Map<String, Object> tags(String name) {
        return Map.of("Name", name, "Project", "caravana", "Stack", "prod");
    }

    private static UnaryOperator<DeployedStack.Recorded> when(
            String name, UnaryOperator<DeployedStack.Recorded> change) {
        return resource -> resource.name().equals(name) ? change.apply(resource) : resource;
    }

    /** An IAM policy with one statement, whose members are written with single quotes. */
    private static String policy(String statement) {
        return "{\"Statement\": [{" + statement.replace('\'', '"') + "}]}";
    }

    private static JsonObject set(JsonObject container, String variable, String value) {
        for (JsonElement pair : container.getAsJsonArray("environment")) {
            if (pair.getAsJsonObject().get("name").getAsString().equals(variable)) {
                pair.getAsJsonObject().addProperty("value", value);
                return container;
            }
        }
        container
                .getAsJsonArray("environment")
                .add(JsonParser.parseString("{\"name\": \"" + variable + "\", \"value\": \"" + value + "\"}"));
        return container;
    }
}
