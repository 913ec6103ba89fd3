package caravana.fargate;

import caravana.fargate.DeployedStack.Recorded;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Rules for every stack; each rule returns its violations as sentences. */
enum Rule {
    ONLY_THE_LOAD_BALANCER_IS_OPEN_TO_THE_WORLD(Rule::openToTheWorld),
    THE_INTERNET_IS_SERVED_OVER_TLS(Rule::withoutTls),
    THE_LOAD_BALANCER_LEADS_TO_KONG_ALONE(Rule::beyondKong),
    A_DATABASE_IS_REACHED_BY_ITS_OWN_SERVICE_ALONE(Rule::databaseReached),
    THE_BROKER_IS_REACHED_BY_THE_TWO_SERVICES_ALONE(Rule::brokerReached),
    THE_SERVICES_ARE_REACHED_BY_KONG_ALONE(Rule::serviceReached),
    DATABASES_AND_BROKER_HAVE_NO_EGRESS(Rule::callsOut),
    KONGS_ADMIN_API_DOES_NOT_LISTEN(Rule::adminApi),
    NO_SECRET_IS_IN_PLAIN_TEXT(Rule::plainSecrets),
    IMAGES_ARE_IMMUTABLE(Rule::movingImages),
    ALL_IS_ENCRYPTED(Rule::unencrypted),
    DATABASES_ARE_BACKED_UP(Rule::notBackedUp),
    PRODUCTION_IS_NOT_DELETED_BY_MISTAKE(Rule::unprotected),
    LOGS_HAVE_A_RETENTION(Rule::logs),
    PERMISSIONS_ARE_MINIMAL(Rule::tooManyPermissions),
    ALL_IS_TAGGED(Rule::untagged),
    A_BAD_DEPLOYMENT_IS_ROLLED_BACK(Rule::riskyDeployments),
    EVERY_VALUE_IS_SET(Rule::leftOut);

    private static final String WORLD = "0.0.0.0/0";
    private static final String INGRESS = "vpc/securityGroupIngressRule:SecurityGroupIngressRule";
    private static final String EGRESS = "vpc/securityGroupEgressRule:SecurityGroupEgressRule";
    static final String BUCKET_ENCRYPTION =
            "s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2";
    private static final Pattern SECRET = Pattern.compile("PASS|KEY|SECRET|TOKEN|AUTHORIZATION|CREDENTIAL");

    /** Resource types that support no tags in AWS. */
    private static final Set<String> WITHOUT_TAGS = Set.of(
            "aws:acm/certificateValidation:CertificateValidation",
            "aws:appautoscaling/policy:Policy",
            "aws:ec2/route:Route",
            "aws:ec2/routeTableAssociation:RouteTableAssociation",
            "aws:ecr/lifecyclePolicy:LifecyclePolicy",
            "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
            "aws:iam/rolePolicy:RolePolicy",
            "aws:route53/record:Record",
            "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
            "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
            "aws:s3/bucketPolicy:BucketPolicy",
            "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
            "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
            "aws:scheduler/schedule:Schedule",
            "aws:secretsmanager/secretRotation:SecretRotation",
            "aws:secretsmanager/secretVersion:SecretVersion");

    private final Function<DeployedStack, Stream<String>> breaches;

    Rule(Function<DeployedStack, Stream<String>> breaches) {
        this.breaches = breaches;
    }

    /** Returns the violations of the rule. */
    List<String> breaches(DeployedStack stack) {
        return breaches.apply(stack).toList();
    }

    private static Stream<String> openToTheWorld(DeployedStack stack) {
        List<String> breaches = new ArrayList<>();
        for (Recorded rule : stack.all(INGRESS)) {
            boolean fromGroup = !rule.text("referencedSecurityGroupId").isEmpty();
            boolean fromPrivate = stack.all("ec2/subnet:Subnet").stream()
                    .anyMatch(subnet -> subnet.text("cidrBlock").equals(rule.text("cidrIpv4")));
            boolean entrance = rule.text("securityGroupId").equals("entrance-id")
                    && rule.text("cidrIpv4").equals(WORLD)
                    && rule.text("ipProtocol").equals("tcp")
                    && rule.number("fromPort") == rule.number("toPort")
                    && Set.of(80, 443).contains(rule.number("toPort"));
            if (!fromGroup && !fromPrivate && !entrance) {
                breaches.add(rule + " lets in " + rule.text("cidrIpv4") + rule.text("cidrIpv6"));
            }
        }
        stack.resources().stream()
                .filter(resource -> resource.type().contains("ecurityGroup:"))
                .filter(group ->
                        group.inputs().containsKey("ingress") || group.inputs().containsKey("egress"))
                .forEach(group -> breaches.add(group + " has inline rules, which are not checked"));
        stack.resources().stream()
                .filter(resource -> resource.type().endsWith(":SecurityGroupRule"))
                .forEach(rule -> breaches.add(rule + " is of a type that is not checked"));
        stack.all("lb/listener:Listener").stream()
                .filter(listener -> !Set.of(80, 443).contains(listener.number("port")))
                .forEach(listener -> breaches.add(listener + " listens on " + listener.number("port")));
        stack.all("lb/loadBalancer:LoadBalancer").stream()
                .filter(balancer -> !balancer.name().equals("entrance"))
                .forEach(balancer -> breaches.add(balancer + " is not expected"));
        stack.all("ec2/subnet:Subnet").stream()
                .filter(subnet -> subnet.is("mapPublicIpOnLaunch"))
                .forEach(subnet -> breaches.add(subnet + " assigns public addresses"));
        return breaches.stream();
    }

    private static Stream<String> withoutTls(DeployedStack stack) {
        return stack.all("lb/listener:Listener").stream()
                .filter(listener -> {
                    Map<String, Object> action =
                            listener.<Map<String, Object>>list("defaultActions").get(0);
                    boolean tls = listener.text("protocol").equals("HTTPS")
                            && listener.text("sslPolicy").contains("TLS13")
                            && !listener.text("certificateArn").isEmpty();
                    boolean redirect = "redirect".equals(action.get("type"))
                            && action.get("redirect") instanceof Map<?, ?> to
                            && "HTTPS".equals(to.get("protocol"));
                    boolean plain = !stack.production()
                            && stack.all("acm/certificate:Certificate").isEmpty();
                    return !tls && !redirect && !plain;
                })
                .map(listener -> listener + " forwards plain HTTP");
    }

    private static Stream<String> beyondKong(DeployedStack stack) {
        Stream<String> ways = stack.all(EGRESS).stream()
                .filter(rule -> rule.text("securityGroupId").equals("entrance-id"))
                .filter(rule -> !rule.text("referencedSecurityGroupId").equals("kong-id")
                        || !Set.of(Gateway.PORT, Gateway.STATUS_PORT).contains(rule.number("toPort")))
                .map(rule -> rule + " does not lead to Kong");
        Stream<String> services = stack.all("ecs/service:Service").stream()
                .filter(service -> !service.list("loadBalancers").isEmpty())
                .filter(service -> !service.name().equals("kong"))
                .map(service -> service + " is behind the load balancer");
        return Stream.concat(ways, services);
    }

    private static Stream<String> databaseReached(DeployedStack stack) {
        return stack.all("rds/instance:Instance").stream().flatMap(database -> {
            String service = database.text("dbName");
            Stream<String> reached = reached(
                    stack,
                    database + "",
                    database.list("vpcSecurityGroupIds"),
                    Set.of(service + "-id:" + Databases.PORT));
            Recorded subnets = stack.all("rds/subnetGroup:SubnetGroup").get(0);
            return Stream.of(
                            reached,
                            publiclyAccessible(database),
                            notIsolated(stack, database + "", subnets.list("subnetIds")))
                    .flatMap(breaches -> breaches);
        });
    }

    private static Stream<String> brokerReached(DeployedStack stack) {
        return stack.all("mq/broker:Broker").stream()
                .flatMap(broker -> Stream.of(
                                reached(
                                        stack,
                                        broker + "",
                                        broker.list("securityGroups"),
                                        Set.of("orders-id:" + Broker.PORT, "invoices-id:" + Broker.PORT)),
                                publiclyAccessible(broker),
                                notIsolated(stack, broker + "", broker.list("subnetIds")))
                        .flatMap(breaches -> breaches));
    }

    private static Stream<String> serviceReached(DeployedStack stack) {
        Map<String, Set<String>> callers = Map.of(
                "orders", Set.of("kong-id:" + OrdersService.PORT),
                "invoices", Set.of("kong-id:" + InvoicesService.PORT),
                "kong", Set.of("entrance-id:" + Gateway.PORT, "entrance-id:" + Gateway.STATUS_PORT));
        return stack.all("ecs/service:Service").stream().flatMap(service -> {
            Map<String, Object> network = service.map("networkConfiguration");
            @SuppressWarnings("unchecked")
            List<String> groups = (List<String>) network.get("securityGroups");
            Stream<String> reached = reached(stack, service + "", groups, callers.get(service.name()));
            Stream<String> address = Stream.of(service)
                    .filter(one -> !Boolean.FALSE.equals(network.get("assignPublicIp"))
                            || !network.get("subnets").toString().contains("private")
                            || network.get("subnets").toString().contains("public"))
                    .map(one -> one + " has public addresses");
            return Stream.concat(reached, address);
        });
    }

    /** The differences between the actual and the expected callers of the resource with these security groups. */
    private static Stream<String> reached(DeployedStack stack, String what, List<String> groups, Set<String> callers) {
        Set<String> allowed = stack.all(INGRESS).stream()
                .filter(rule -> groups.contains(rule.text("securityGroupId")))
                .map(rule -> rule.text("referencedSecurityGroupId")
                        + rule.text("cidrIpv4")
                        + rule.text("cidrIpv6")
                        + rule.text("prefixListId")
                        + ":"
                        + (rule.number("fromPort") == rule.number("toPort")
                                        && rule.text("ipProtocol").equals("tcp")
                                ? rule.number("toPort")
                                : "any"))
                // Another rule checks access from the internet.
                .filter(way -> !way.startsWith(WORLD))
                .collect(Collectors.toCollection(TreeSet::new));
        return Stream.of(allowed)
                .filter(ways -> !ways.equals(callers) || groups.size() != 1)
                .map(ways -> what + " in " + groups + " is reached by " + ways + " instead of " + callers);
    }

    private static Stream<String> publiclyAccessible(Recorded server) {
        return Stream.of(server)
                .filter(one -> !Boolean.FALSE.equals(one.inputs().get("publiclyAccessible")))
                .map(one -> one + " has a public address");
    }

    /** A subnet is isolated if its route table has only the VPC's local route. */
    private static Stream<String> notIsolated(DeployedStack stack, String what, List<String> subnets) {
        Set<String> tables = stack.all("ec2/routeTableAssociation:RouteTableAssociation").stream()
                .filter(association -> subnets.contains(association.text("subnetId")))
                .map(association -> association.text("routeTableId"))
                .collect(Collectors.toSet());
        boolean out =
                stack.all("ec2/route:Route").stream().anyMatch(route -> tables.contains(route.text("routeTableId")));
        return tables.isEmpty() || out ? Stream.of(what + " is in subnets with a route out") : Stream.of();
    }

    private static Stream<String> callsOut(DeployedStack stack) {
        Set<String> callers = Set.of("entrance-id", "kong-id", "orders-id", "invoices-id");
        Set<String> tasks = Set.of("kong-id", "orders-id", "invoices-id");
        return stack.all(EGRESS).stream()
                .filter(rule -> {
                    boolean toGroup = !rule.text("referencedSecurityGroupId").isEmpty();
                    boolean onePort =
                            rule.text("ipProtocol").equals("tcp") && rule.number("fromPort") == rule.number("toPort");
                    return !onePort
                            || !callers.contains(rule.text("securityGroupId"))
                            || !toGroup && !tasks.contains(rule.text("securityGroupId"));
                })
                .map(rule -> rule + " lets " + rule.text("securityGroupId") + " out");
    }

    private static Stream<String> adminApi(DeployedStack stack) {
        Stream<String> listens = Stream.of("KONG_ADMIN_LISTEN", "KONG_ADMIN_GUI_LISTEN")
                .filter(variable -> {
                    String value = stack.container("kong").environment().getOrDefault(variable, "the default");
                    return !value.equals("off") && !value.matches("127\\.0\\.0\\.1:\\d+");
                })
                .map(variable -> variable + " is "
                        + stack.container("kong").environment().get(variable));
        Stream<String> ports = stack.container("kong").ports().stream()
                .filter(port -> port != Gateway.PORT)
                .map(port -> "Kong's task has the port " + port);
        return Stream.concat(listens, ports);
    }

    private static Stream<String> plainSecrets(DeployedStack stack) {
        Stream<String> named = stack.containers().values().stream()
                .flatMap(container -> container.environment().entrySet().stream()
                        .filter(variable -> SECRET.matcher(variable.getKey()).find()
                                        && !variable.getValue().equals("none")
                                || variable.getValue().matches("(?s).*//[^/\\s]*@.*"))
                        .map(variable -> container.task() + " has " + variable.getKey() + " in plain text"));
        Stream<String> values = stack.resources().stream()
                // Except secrets themselves, and the broker, whose password is an input.
                .filter(resource -> !resource.type().contains("SecretVersion")
                        && !resource.type().contains("mq/broker"))
                .filter(resource -> DeployedStack.secretValues().stream()
                        .anyMatch(secret -> resource.inputs().toString().contains(secret)))
                .map(resource -> resource + " holds a secret");
        Set<String> kept = Stream.concat(
                        stack.all("secretsmanager/secret:Secret").stream().map(Recorded::arn),
                        stack.all("rds/instance:Instance").stream().map(database -> database.arn() + "-master"))
                .collect(Collectors.toSet());
        Stream<String> unknown = stack.containers().values().stream()
                .flatMap(container -> container.secrets().entrySet().stream()
                        .filter(secret ->
                                kept.stream().noneMatch(arn -> secret.getValue().startsWith(arn + ":")))
                        .map(secret -> container.task() + " has " + secret.getKey() + " from an unknown secret"));
        return Stream.of(named, values, unknown).flatMap(breaches -> breaches);
    }

    private static Stream<String> movingImages(DeployedStack stack) {
        Stream<String> images = stack.containers().values().stream()
                .filter(container -> !container.image().matches("[^:]+/[^:]+:[A-Za-z0-9_][A-Za-z0-9._-]*")
                        || container.image().endsWith(":latest"))
                .map(container -> container.task() + " runs " + container.image());
        Stream<String> repositories = stack.all("ecr/repository:Repository").stream()
                .filter(repository -> !repository.text("imageTagMutability").equals("IMMUTABLE")
                        || !Boolean.TRUE.equals(
                                repository.map("imageScanningConfiguration").get("scanOnPush")))
                .map(repository -> repository + " has mutable tags or no scan on push");
        return Stream.concat(images, repositories);
    }

    private static Stream<String> unencrypted(DeployedStack stack) {
        List<String> breaches = new ArrayList<>();
        stack.all("rds/instance:Instance").stream()
                .filter(database -> !database.is("storageEncrypted"))
                .forEach(database -> breaches.add(database + " is not encrypted"));
        stack.all("rds/parameterGroup:ParameterGroup").stream()
                .filter(group -> group.<Map<String, Object>>list("parameters").stream()
                        .noneMatch(parameter ->
                                "rds.force_ssl".equals(parameter.get("name")) && "1".equals(parameter.get("value"))))
                .forEach(group -> breaches.add(group + " allows connections without TLS"));
        stack.all("mq/broker:Broker").stream()
                .filter(broker -> broker.map("encryptionOptions").isEmpty())
                .forEach(broker -> breaches.add(broker + " has no encryption configured"));
        stack.all("ecr/repository:Repository").stream()
                .filter(repository ->
                        repository.list("encryptionConfigurations").isEmpty())
                .forEach(repository -> breaches.add(repository + " has no encryption configured"));
        stack.all("s3/bucketV2:BucketV2").stream()
                .filter(bucket -> stack.all(BUCKET_ENCRYPTION).stream()
                        .noneMatch(encryption -> encryption.text("bucket").equals(bucket.id())))
                .forEach(bucket -> breaches.add(bucket + " is not encrypted"));
        for (String service : List.of("orders", "invoices")) {
            Map<String, String> environment = stack.container(service).environment();
            if (!environment.getOrDefault("SPRING_RABBITMQ_ADDRESSES", "").startsWith("amqps://")) {
                breaches.add(service + " connects to the broker without TLS");
            }
            if (!environment.getOrDefault("SPRING_DATASOURCE_URL", "").contains("sslmode=require")) {
                breaches.add(service + " connects to its database without TLS");
            }
        }
        return breaches.stream();
    }

    private static Stream<String> notBackedUp(DeployedStack stack) {
        return stack.all("rds/instance:Instance").stream()
                .filter(database -> database.number("backupRetentionPeriod") < (stack.production() ? 7 : 1))
                .map(database -> database + " is kept for " + database.number("backupRetentionPeriod") + " days");
    }

    private static Stream<String> unprotected(DeployedStack stack) {
        if (!stack.production()) {
            return Stream.of();
        }
        return stack.resources().stream()
                .filter(resource -> switch (resource.type()) {
                    case "aws:rds/instance:Instance" ->
                        !resource.is("deletionProtection")
                                || resource.is("skipFinalSnapshot")
                                || resource.text("finalSnapshotIdentifier").isEmpty()
                                || !resource.is("multiAz");
                    case "aws:mq/broker:Broker" ->
                        !resource.text("deploymentMode").equals("CLUSTER_MULTI_AZ");
                    case "aws:lb/loadBalancer:LoadBalancer" -> !resource.is("enableDeletionProtection");
                    case "aws:ecr/repository:Repository" -> resource.is("forceDelete");
                    case "aws:s3/bucketV2:BucketV2" -> resource.is("forceDestroy");
                    case "aws:secretsmanager/secret:Secret" -> resource.number("recoveryWindowInDays") < 7;
                    default -> false;
                })
                .map(resource -> resource + " can be deleted by mistake");
    }

    private static Stream<String> logs(DeployedStack stack) {
        List<String> breaches = new ArrayList<>();
        List<Recorded> groups = stack.all("cloudwatch/logGroup:LogGroup");
        groups.stream()
                .filter(group -> group.number("retentionInDays") < 1)
                .forEach(group -> breaches.add(group + " has no retention"));
        Set<String> names = groups.stream().map(group -> group.text("name")).collect(Collectors.toSet());
        stack.containers().values().stream()
                .filter(container -> !names.contains(container
                        .definition()
                        .getAsJsonObject("logConfiguration")
                        .getAsJsonObject("options")
                        .get("awslogs-group")
                        .getAsString()))
                .forEach(container -> breaches.add(container.task() + " has no log group"));
        stack.all("rds/instance:Instance").stream()
                .filter(database -> !names.contains("/aws/rds/instance/" + database.text("identifier") + "/postgresql"))
                .forEach(database -> breaches.add(database + " has no log group"));
        stack.all("ecs/cluster:Cluster").stream()
                .filter(cluster -> cluster.list("settings").toString().contains("value=enabled"))
                .filter(cluster ->
                        !names.contains("/aws/ecs/containerinsights/" + cluster.text("name") + "/performance"))
                .forEach(cluster -> breaches.add(cluster + " has no log group of Container Insights"));
        stack.all("lb/loadBalancer:LoadBalancer").stream()
                .filter(balancer ->
                        !Boolean.TRUE.equals(balancer.map("accessLogs").get("enabled")))
                .forEach(balancer -> breaches.add(balancer + " has no access logs"));
        stack.all("s3/bucketV2:BucketV2").stream()
                .filter(bucket -> stack.all("s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2").stream()
                        .noneMatch(lifecycle -> lifecycle.text("bucket").equals(bucket.id())))
                .forEach(bucket -> breaches.add(bucket + " has no expiration"));
        return breaches.stream();
    }

    private static Stream<String> tooManyPermissions(DeployedStack stack) {
        List<String> breaches = new ArrayList<>();
        Set<String> taskRoles = stack.all("ecs/taskDefinition:TaskDefinition").stream()
                .map(task -> task.text("taskRoleArn"))
                .collect(Collectors.toSet());
        for (Recorded policy : stack.all("iam/rolePolicy:RolePolicy")) {
            for (JsonElement element : JsonParser.parseString(policy.text("policy"))
                    .getAsJsonObject()
                    .getAsJsonArray("Statement")) {
                JsonObject statement = element.getAsJsonObject();
                List<String> actions = texts(statement.get("Action"));
                boolean onAll = texts(statement.get("Resource")).contains("*");
                if (actions.stream().anyMatch(action -> action.contains("*"))
                        || onAll && !actions.equals(List.of("ecr:GetAuthorizationToken"))) {
                    breaches.add(policy + " allows " + actions + " on " + statement.get("Resource"));
                }
            }
            if (taskRoles.stream().anyMatch(role -> role.endsWith(":" + policy.text("role")))) {
                breaches.add(policy + " gives a task permissions");
            }
        }
        for (Recorded policy : stack.all("s3/bucketPolicy:BucketPolicy")) {
            for (JsonElement element : JsonParser.parseString(policy.text("policy"))
                    .getAsJsonObject()
                    .getAsJsonArray("Statement")) {
                JsonObject statement = element.getAsJsonObject();
                if (statement.get("Effect").getAsString().equals("Allow")
                        && !statement.get("Principal").toString().startsWith("{\"Service\":")) {
                    breaches.add(policy + " lets in " + statement.get("Principal"));
                }
            }
        }
        stack.resources().stream()
                .filter(resource -> resource.type().startsWith("aws:iam/")
                        && !resource.type().matches("aws:iam/(role:Role|rolePolicy:RolePolicy)"))
                .forEach(resource -> breaches.add(resource + " is not checked"));
        stack.all("iam/role:Role").stream()
                .filter(role -> role.inputs().containsKey("managedPolicyArns")
                        || role.inputs().containsKey("inlinePolicies")
                        || !role.text("assumeRolePolicy").contains("aws:SourceAccount"))
                .forEach(role -> breaches.add(role + " has policies that are not checked, or trusts other accounts"));
        return breaches.stream();
    }

    private static Stream<String> untagged(DeployedStack stack) {
        return stack.resources().stream()
                .filter(resource -> !WITHOUT_TAGS.contains(resource.type()))
                .filter(resource -> !"caravana".equals(resource.map("tags").get("Project"))
                        || !stack.stack().equals(resource.map("tags").get("Stack"))
                        || !resource.name().equals(resource.map("tags").get("Name")))
                .map(resource -> resource + " is tagged " + resource.map("tags"));
    }

    private static Stream<String> riskyDeployments(DeployedStack stack) {
        Stream<String> services = stack.all("ecs/service:Service").stream()
                .filter(service -> !Boolean.TRUE.equals(
                                service.map("deploymentCircuitBreaker").get("enable"))
                        || !Boolean.TRUE.equals(
                                service.map("deploymentCircuitBreaker").get("rollback"))
                        || service.number("deploymentMinimumHealthyPercent") < 100
                        || stack.production() && service.number("desiredCount") < 2)
                .map(service -> service + " has no circuit breaker with rollback");
        Stream<String> tasks = stack.containers().values().stream()
                .filter(container -> container.name().equals(container.task()))
                .filter(container -> !container.definition().has("healthCheck")
                        || container.definition().get("stopTimeout").getAsInt() < 45)
                .map(container -> container.task() + " has no health check or no stop time-out");
        return Stream.concat(services, tasks);
    }

    private static Stream<String> leftOut(DeployedStack stack) {
        Pattern hole = Pattern.compile("\\bnull\\b|Calling \\[toString]");
        return stack.resources().stream()
                .filter(resource -> hole.matcher(resource.inputs().toString()).find())
                .map(resource -> resource + " is " + resource.inputs());
    }

    private static List<String> texts(JsonElement oneOrMany) {
        return oneOrMany.isJsonArray()
                ? StreamSupport.stream(oneOrMany.getAsJsonArray().spliterator(), false)
                        .map(JsonElement::getAsString)
                        .toList()
                : List.of(oneOrMany.getAsString());
    }

    /** The rules that a stack breaks. */
    static Set<Rule> brokenBy(DeployedStack stack) {
        return Stream.of(values())
                .filter(rule -> !rule.breaches(stack).isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
