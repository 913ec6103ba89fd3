package caravana.fargate;

import caravana.fargate.Images.Image;
import caravana.fargate.Permissions.Grant;
import com.pulumi.aws.appautoscaling.Policy;
import com.pulumi.aws.appautoscaling.PolicyArgs;
import com.pulumi.aws.appautoscaling.Target;
import com.pulumi.aws.appautoscaling.TargetArgs;
import com.pulumi.aws.appautoscaling.inputs.PolicyTargetTrackingScalingPolicyConfigurationArgs;
import com.pulumi.aws.appautoscaling.inputs.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationArgs;
import com.pulumi.aws.appautoscaling.inputs.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationDimensionArgs;
import com.pulumi.aws.appautoscaling.inputs.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs;
import com.pulumi.aws.cloudwatch.LogGroup;
import com.pulumi.aws.ec2.SecurityGroup;
import com.pulumi.aws.ecs.Service;
import com.pulumi.aws.ecs.ServiceArgs;
import com.pulumi.aws.ecs.TaskDefinition;
import com.pulumi.aws.ecs.TaskDefinitionArgs;
import com.pulumi.aws.ecs.inputs.ServiceCapacityProviderStrategyArgs;
import com.pulumi.aws.ecs.inputs.ServiceDeploymentCircuitBreakerArgs;
import com.pulumi.aws.ecs.inputs.ServiceLoadBalancerArgs;
import com.pulumi.aws.ecs.inputs.ServiceNetworkConfigurationArgs;
import com.pulumi.aws.ecs.inputs.ServiceServiceConnectConfigurationArgs;
import com.pulumi.aws.ecs.inputs.ServiceServiceConnectConfigurationServiceArgs;
import com.pulumi.aws.ecs.inputs.ServiceServiceConnectConfigurationServiceClientAliasArgs;
import com.pulumi.aws.ecs.inputs.TaskDefinitionRuntimePlatformArgs;
import com.pulumi.aws.ecs.inputs.TaskDefinitionVolumeArgs;
import com.pulumi.aws.iam.Role;
import com.pulumi.aws.iam.RolePolicy;
import com.pulumi.aws.scheduler.Schedule;
import com.pulumi.aws.scheduler.ScheduleArgs;
import com.pulumi.aws.scheduler.inputs.ScheduleFlexibleTimeWindowArgs;
import com.pulumi.aws.scheduler.inputs.ScheduleTargetArgs;
import com.pulumi.core.Output;
import com.pulumi.resources.CustomTimeouts;
import com.pulumi.resources.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** An ECS service on Fargate: task definition, IAM roles, scaling and deployment. */
final class FargateService extends Component {

    /** When tasks are replaced so that they read the new database password: after {@link Databases#ROTATION}. */
    static final String REPLACEMENT = "cron(30 4 ? * SUN *)";

    /** Long enough for the circuit breaker, which rolls back after three failed tasks. Pulumi's default is 20 min. */
    private static final Duration DEPLOYMENT = Duration.ofMinutes(45);

    private static final String PORT_NAME = "api";

    private final SecurityGroup securityGroup;
    private final Service service;
    private final SecuredEndpoint endpoint;

    /** The resources that all services share. */
    record SharedResources(
            String prefix,
            boolean production,
            Network network,
            Cluster cluster,
            Images images,
            Observability observability) {}

    /**
     * The size and number of tasks.
     *
     * @param min the smallest number of tasks, at least 1, and at least 2 in production
     */
    record Scale(TaskSize size, int min, int max) {

        Scale {
            if (min < 1 || max < min) {
                throw new IllegalArgumentException("from " + min + " to " + max + " tasks is not a range");
            }
        }
    }

    /**
     * A queue whose length the service scales with.
     *
     * @param messages the target number of waiting messages
     */
    record Backlog(Output<String> broker, String queue, double messages) {}

    /** The target group of a load balancer, in which the service registers its tasks. */
    record LoadBalancerTarget(Output<String> targetGroup) {}

    /**
     * The settings of a service.
     *
     * @param port the port of its API
     * @param metricsPort the port of its metrics and readiness check
     * @param readiness a bash script that fails while the service is not ready
     * @param called whether it has a Service Connect name, by which others call it
     * @param stopTimeout seconds between SIGTERM and SIGKILL, 1 to 120
     * @param calls the endpoints that it may reach, in addition to AWS and the OTLP endpoint
     * @param after the resources that must be deployed before it
     */
    record Inputs(
            SharedResources shared,
            Scale scale,
            Image image,
            int port,
            int metricsPort,
            String metricsPath,
            String readiness,
            boolean called,
            int stopTimeout,
            Map<String, Output<String>> environment,
            Map<String, Credential> secrets,
            List<SecuredEndpoint> calls,
            Optional<Backlog> backlog,
            Optional<LoadBalancerTarget> loadBalancerTarget,
            boolean replacedWeekly,
            List<Resource> after) {

        Inputs {
            if (stopTimeout < 1 || stopTimeout > 120) {
                throw new IllegalArgumentException("stopTimeout is " + stopTimeout + ": it must be 1 to 120 s");
            }
        }
    }

    FargateService(String name, Inputs inputs, Resource parent) {
        super("FargateService", name, parent);
        SharedResources shared = inputs.shared();
        securityGroup = SecuredEndpoint.securityGroup(
                name, "Tasks of " + name, shared.network().vpc(), owned());
        endpoint = new SecuredEndpoint(name, securityGroup, inputs.port());
        inputs.calls().forEach(called -> called.allowFrom(name, securityGroup, owned()));
        Stream.of(443, shared.observability().otlpPort())
                .distinct()
                .forEach(port -> SecuredEndpoint.allowOutbound(name, securityGroup, port, owned()));

        LogGroup log =
                shared.observability().logGroup(name, shared.observability().logPath(name), owned());
        TaskDefinition task = task(name, inputs, log);
        service = service(name, inputs, task);
        scale(name, inputs);
        if (inputs.replacedWeekly()) {
            replaceWeekly(name, shared);
        }
        registerOutputs(Map.of("service", service.name()));
    }

    private TaskDefinition task(String name, Inputs inputs, LogGroup log) {
        SharedResources shared = inputs.shared();
        Image collector = shared.observability().collector(shared.images());
        Map<String, Credential> telemetry = shared.observability().credentials();

        Role execution = Permissions.role(named("execution"), "ecs-tasks.amazonaws.com", owned());
        // The services call no AWS APIs, so the task role has no permissions.
        Role nothing = Permissions.role(named("task"), "ecs-tasks.amazonaws.com", owned());
        List<Grant> grants = new ArrayList<>();
        grants.add(new Grant(List.of("ecr:GetAuthorizationToken"), List.of(Output.of("*"))));
        grants.add(new Grant(
                List.of("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
                List.of(inputs.image().repository(), collector.repository())));
        grants.add(new Grant(
                List.of("logs:CreateLogStream", "logs:PutLogEvents"),
                List.of(log.arn().applyValue(arn -> arn + ":*"))));
        List<Output<String>> secrets = Stream.concat(inputs.secrets().values().stream(), telemetry.values().stream())
                .map(Credential::secret)
                .toList();
        if (!secrets.isEmpty()) {
            grants.add(new Grant(List.of("secretsmanager:GetSecretValue"), secrets));
        }
        RolePolicy allowed = Permissions.allow(named("execution"), execution, grants, owned());

        Output<String> containers = containers(name, inputs, log, collector, telemetry);
        TaskSize size = inputs.scale().size();
        return new TaskDefinition(
                name,
                TaskDefinitionArgs.builder()
                        .family(shared.prefix() + "-" + name)
                        .requiresCompatibilities("FARGATE")
                        .networkMode("awsvpc")
                        .cpu(Integer.toString(size.cpu()))
                        .memory(Integer.toString(size.memory()))
                        .runtimePlatform(TaskDefinitionRuntimePlatformArgs.builder()
                                .cpuArchitecture(shared.cluster().architecture())
                                .operatingSystemFamily("LINUX")
                                .build())
                        // A task that starts before its role may pull the image counts as failed.
                        .executionRoleArn(
                                Output.tuple(execution.arn(), allowed.id()).applyValue(tuple -> tuple.t1))
                        .taskRoleArn(nothing.arn())
                        .volumes(TaskDefinitionVolumeArgs.builder().name("tmp").build())
                        .containerDefinitions(containers)
                        .build(),
                owned());
    }

    private Output<String> containers(
            String name, Inputs inputs, LogGroup log, Image collector, Map<String, Credential> telemetry) {
        SharedResources shared = inputs.shared();
        Output<SortedMap<String, String>> environment = Json.resolved(inputs.environment());
        Output<SortedMap<String, String>> secrets = Json.resolved(valuesFrom(inputs.secrets()));
        Output<SortedMap<String, String>> collectorSecrets = Json.resolved(valuesFrom(telemetry));
        Output<List<String>> texts = Output.all(
                inputs.image().uri(),
                collector.uri(),
                log.name(),
                shared.cluster().region());
        return Output.tuple(environment, secrets, collectorSecrets, texts).applyValue(tuple -> {
            List<String> text = tuple.t4;
            Map<String, Object> logging = Map.of(
                    "logDriver",
                    "awslogs",
                    "options",
                    Map.of(
                            "awslogs-group",
                            text.get(2),
                            "awslogs-region",
                            text.get(3),
                            "awslogs-stream-prefix",
                            name,
                            // Drops log lines instead of blocking the service when CloudWatch is slow.
                            "mode",
                            "non-blocking",
                            "max-buffer-size",
                            "4m"));
            String collectorConfiguration =
                    shared.observability().configuration(name, inputs.metricsPort(), inputs.metricsPath());
            return Json.of(List.of(
                    service(name, inputs, text.get(0), tuple.t1, tuple.t2, logging),
                    collector(text.get(1), collectorConfiguration, tuple.t3, logging)));
        });
    }

    private static Map<String, Output<String>> valuesFrom(Map<String, Credential> credentials) {
        Map<String, Output<String>> values = new TreeMap<>();
        credentials.forEach((variable, credential) -> values.put(variable, credential.valueFrom()));
        return values;
    }

    private static Map<String, Object> service(
            String name,
            Inputs inputs,
            String image,
            SortedMap<String, String> environment,
            SortedMap<String, String> secrets,
            Map<String, Object> logging) {
        return Map.ofEntries(
                Map.entry("name", name),
                Map.entry("image", image),
                Map.entry("essential", true),
                Map.entry("memory", inputs.scale().size().service()),
                // No appProtocol, so that the Service Connect proxy forwards TCP: an HTTP proxy would retry a POST and
                // time out after 15 s.
                Map.entry(
                        "portMappings",
                        List.of(Map.of("name", PORT_NAME, "containerPort", inputs.port(), "protocol", "tcp"))),
                Map.entry("environment", pairs(environment, "value")),
                Map.entry("secrets", pairs(secrets, "valueFrom")),
                // Fargate does not read the HEALTHCHECK of an image. A task may be unready for 150 s, longer than a
                // database
                // takes to fail over, before another one takes its place.
                Map.entry(
                        "healthCheck",
                        Map.of(
                                "command", List.of("CMD", "bash", "-c", inputs.readiness()),
                                "interval", 15,
                                "timeout", 3,
                                "retries", 10,
                                "startPeriod", 180)),
                Map.entry("stopTimeout", inputs.stopTimeout()),
                Map.entry("readonlyRootFilesystem", true),
                Map.entry(
                        "mountPoints",
                        List.of(Map.of("sourceVolume", "tmp", "containerPath", "/tmp", "readOnly", false))),
                Map.entry("linuxParameters", Map.of("capabilities", Map.of("drop", List.of("ALL")))),
                // The service stops before the collector, which receives its last spans.
                Map.entry("dependsOn", List.of(Map.of("containerName", "collector", "condition", "START"))),
                Map.entry("logConfiguration", logging));
    }

    /** The collector is not essential: it is restarted on its own. Its image has no shell for a health check. */
    private static Map<String, Object> collector(
            String image, String configuration, SortedMap<String, String> secrets, Map<String, Object> logging) {
        return Map.ofEntries(
                Map.entry("name", "collector"),
                Map.entry("image", image),
                Map.entry("essential", false),
                Map.entry("restartPolicy", Map.of("enabled", true)),
                Map.entry("memory", TaskSize.COLLECTOR),
                Map.entry("command", List.of("--config=env:OTELCOL_CONFIG")),
                Map.entry("environment", List.of(Map.of("name", "OTELCOL_CONFIG", "value", configuration))),
                Map.entry("secrets", pairs(secrets, "valueFrom")),
                Map.entry("stopTimeout", 30),
                Map.entry("readonlyRootFilesystem", true),
                Map.entry("linuxParameters", Map.of("capabilities", Map.of("drop", List.of("ALL")))),
                Map.entry("logConfiguration", logging));
    }

    private static List<Map<String, String>> pairs(SortedMap<String, String> values, String what) {
        return values.entrySet().stream()
                .map(value -> Map.of("name", value.getKey(), what, value.getValue()))
                .toList();
    }

    private Service service(String name, Inputs inputs, TaskDefinition task) {
        SharedResources shared = inputs.shared();
        ServiceServiceConnectConfigurationArgs.Builder names = ServiceServiceConnectConfigurationArgs.builder()
                .enabled(true)
                .namespace(shared.cluster().names());
        if (inputs.called()) {
            names.services(ServiceServiceConnectConfigurationServiceArgs.builder()
                    .portName(PORT_NAME)
                    .discoveryName(name)
                    .clientAlias(ServiceServiceConnectConfigurationServiceClientAliasArgs.builder()
                            .dnsName(name)
                            .port(inputs.port())
                            .build())
                    .build());
        }
        ServiceArgs.Builder definition = ServiceArgs.builder()
                .name(name)
                .cluster(shared.cluster().arn())
                .taskDefinition(task.arn())
                .desiredCount(inputs.scale().min())
                .capacityProviderStrategies(ServiceCapacityProviderStrategyArgs.builder()
                        .capacityProvider(shared.cluster().capacity())
                        .weight(1)
                        .build())
                .networkConfiguration(ServiceNetworkConfigurationArgs.builder()
                        .subnets(shared.network().privateSubnets())
                        .securityGroups(securityGroup.id().applyValue(List::of))
                        .assignPublicIp(false)
                        .build())
                .serviceConnectConfiguration(names.build())
                // New tasks start before old ones stop; if the new tasks do not become healthy, the old ones stay.
                .deploymentMinimumHealthyPercent(100)
                .deploymentMaximumPercent(200)
                .deploymentCircuitBreaker(ServiceDeploymentCircuitBreakerArgs.builder()
                        .enable(true)
                        .rollback(true)
                        .build())
                .enableExecuteCommand(false)
                .enableEcsManagedTags(true)
                .propagateTags("SERVICE")
                .waitForSteadyState(true);
        inputs.loadBalancerTarget()
                .ifPresent(loadBalancerTarget -> definition
                        .healthCheckGracePeriodSeconds(120)
                        .loadBalancers(ServiceLoadBalancerArgs.builder()
                                .targetGroupArn(loadBalancerTarget.targetGroup())
                                .containerName(name)
                                .containerPort(inputs.port())
                                .build()));
        return new Service(
                name,
                definition.build(),
                // Application Auto Scaling sets the desired count.
                child().ignoreChanges("desiredCount")
                        .dependsOn(inputs.after())
                        .customTimeouts(CustomTimeouts.builder()
                                .create(DEPLOYMENT)
                                .update(DEPLOYMENT)
                                .build())
                        .build());
    }

    private void scale(String name, Inputs inputs) {
        Target target = new Target(
                name,
                TargetArgs.builder()
                        .serviceNamespace("ecs")
                        .scalableDimension("ecs:service:DesiredCount")
                        .resourceId(Output.format(
                                "service/%s/%s", inputs.shared().cluster().clusterName(), service.name()))
                        .minCapacity(inputs.scale().min())
                        .maxCapacity(inputs.scale().max())
                        .build(),
                owned());
        trackTarget(
                "cpu",
                target,
                PolicyTargetTrackingScalingPolicyConfigurationArgs.builder()
                        .predefinedMetricSpecification(
                                PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs
                                        .builder()
                                        .predefinedMetricType("ECSServiceAverageCPUUtilization")
                                        .build())
                        .targetValue(60.0)
                        .scaleOutCooldown(60)
                        .scaleInCooldown(300)
                        .build());
        inputs.backlog()
                .ifPresent(backlog -> trackTarget(
                        "queue",
                        target,
                        PolicyTargetTrackingScalingPolicyConfigurationArgs.builder()
                                .customizedMetricSpecification(
                                        PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationArgs
                                                .builder()
                                                .namespace("AWS/AmazonMQ")
                                                .metricName("MessageReadyCount")
                                                .dimensions(
                                                        dimension("Broker", backlog.broker()),
                                                        dimension("VirtualHost", Output.of("/")),
                                                        dimension("Queue", Output.of(backlog.queue())))
                                                .statistic("Average")
                                                .build())
                                .targetValue(backlog.messages())
                                .scaleOutCooldown(120)
                                .scaleInCooldown(600)
                                .build()));
    }

    private static PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationDimensionArgs dimension(
            String name, Output<String> value) {
        return PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationDimensionArgs.builder()
                .name(name)
                .value(value)
                .build();
    }

    private void trackTarget(String what, Target target, PolicyTargetTrackingScalingPolicyConfigurationArgs aim) {
        new Policy(
                named(what),
                PolicyArgs.builder()
                        .policyType("TargetTrackingScaling")
                        .serviceNamespace(target.serviceNamespace())
                        .scalableDimension(target.scalableDimension())
                        .resourceId(target.resourceId())
                        .targetTrackingScalingPolicyConfiguration(aim)
                        .build(),
                owned());
    }

    /** Replaces the tasks weekly, because they read their secrets only at start. */
    private void replaceWeekly(String name, SharedResources shared) {
        Role role = Permissions.role(named("replacement"), "scheduler.amazonaws.com", owned());
        Permissions.allow(
                named("replacement"),
                role,
                List.of(new Grant(List.of("ecs:UpdateService"), List.of(service.id()))),
                owned());
        new Schedule(
                named("replacement"),
                ScheduleArgs.builder()
                        .description("Replaces the tasks of " + name + " after the rotation of the database password")
                        .scheduleExpression(REPLACEMENT)
                        .flexibleTimeWindow(ScheduleFlexibleTimeWindowArgs.builder()
                                .mode("OFF")
                                .build())
                        .target(ScheduleTargetArgs.builder()
                                .arn("arn:aws:scheduler:::aws-sdk:ecs:updateService")
                                .roleArn(role.arn())
                                .input(shared.cluster()
                                        .clusterName()
                                        .applyValue(cluster -> Json.of(Map.of(
                                                "Cluster", cluster, "Service", name, "ForceNewDeployment", true))))
                                .build())
                        .build(),
                owned());
    }

    /** The endpoint of the API. */
    SecuredEndpoint endpoint() {
        return endpoint;
    }

    SecurityGroup securityGroup() {
        return securityGroup;
    }

    /** The ECS service. Callers must depend on it: tasks get only Service Connect names that exist when they start. */
    Resource service() {
        return service;
    }
}
