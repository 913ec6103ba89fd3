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

/** A service of ECS on Fargate: its tasks, what they may do, how many there are and how they are replaced. */
final class FargateService extends Component {

    /** When tasks are replaced by such that know the new password of their database: after {@link Databases#ROTATION}. */
    static final String REPLACEMENT = "cron(30 4 ? * SUN *)";

    /** Until three tasks, one after the other, have failed to become healthy and the circuit breaker has acted; 20 min are Pulumi's own. */
    private static final Duration DEPLOYMENT = Duration.ofMinutes(45);

    private static final String PORT_NAME = "api";

    private final SecurityGroup guard;
    private final Service service;
    private final SecuredEndpoint endpoint;

    /** What every service stands on. */
    record Ground(
            String prefix,
            boolean production,
            Network network,
            Cluster cluster,
            Images images,
            Observability observability) {}

    /**
     * How many tasks there are.
     *
     * @param least 1 or more; 2 in production, so that one zone may be lost
     */
    record Scale(TaskSize size, int least, int most) {

        Scale {
            if (least < 1 || most < least) {
                throw new IllegalArgumentException("from " + least + " to " + most + " tasks is no range");
            }
        }
    }

    /**
     * A queue that should not grow.
     *
     * @param messages how many waiting messages call for more tasks
     */
    record Backlog(Output<String> broker, String queue, double messages) {}

    /** A target group of a load balancer that leads here. */
    record Front(Output<String> targetGroup) {}

    /**
     * What a service is.
     *
     * @param port the port of its API
     * @param metricsPort where its metrics are, and its readiness
     * @param readiness a script for bash that fails while the service is not ready
     * @param called whether others call it by its name
     * @param stopTimeout how many seconds it may take to end, 120 at the most
     * @param calls what it may reach, besides AWS and telemetry
     * @param after what must have been deployed before
     */
    record Inputs(
            Ground ground,
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
            Optional<Front> front,
            boolean replacedWeekly,
            List<Resource> after) {

        Inputs {
            if (stopTimeout < 1 || stopTimeout > 120) {
                throw new IllegalArgumentException("Fargate waits 1 to 120 s, not " + stopTimeout);
            }
        }
    }

    FargateService(String name, Inputs inputs, Resource parent) {
        super("FargateService", name, parent);
        Ground ground = inputs.ground();
        guard = SecuredEndpoint.guard(name, "Tasks of " + name, ground.network().vpc(), owned());
        endpoint = new SecuredEndpoint(name, guard, inputs.port());
        inputs.calls().forEach(called -> called.open(name, guard, owned()));
        Stream.of(443, ground.observability().otlpPort())
                .distinct()
                .forEach(port -> SecuredEndpoint.openOutside(name, guard, port, owned()));

        LogGroup log =
                ground.observability().logGroup(name, ground.observability().logPath(name), owned());
        TaskDefinition task = task(name, inputs, log);
        service = service(name, inputs, task);
        scale(name, inputs);
        if (inputs.replacedWeekly()) {
            replaceWeekly(name, ground);
        }
        registerOutputs(Map.of("service", service.name()));
    }

    private TaskDefinition task(String name, Inputs inputs, LogGroup log) {
        Ground ground = inputs.ground();
        Image collector = ground.observability().collector(ground.images());
        Map<String, Credential> telemetry = ground.observability().credentials();

        Role execution = Permissions.role(named("execution"), "ecs-tasks.amazonaws.com", owned());
        // The services call nothing of AWS: a task may do nothing.
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
                        .family(ground.prefix() + "-" + name)
                        .requiresCompatibilities("FARGATE")
                        .networkMode("awsvpc")
                        .cpu(Integer.toString(size.cpu()))
                        .memory(Integer.toString(size.memory()))
                        .runtimePlatform(TaskDefinitionRuntimePlatformArgs.builder()
                                .cpuArchitecture(ground.cluster().architecture())
                                .operatingSystemFamily("LINUX")
                                .build())
                        // A task that starts before it may pull its image counts as a failed one.
                        .executionRoleArn(
                                Output.tuple(execution.arn(), allowed.id()).applyValue(known -> known.t1))
                        .taskRoleArn(nothing.arn())
                        .volumes(TaskDefinitionVolumeArgs.builder().name("tmp").build())
                        .containerDefinitions(containers)
                        .build(),
                owned());
    }

    private Output<String> containers(
            String name, Inputs inputs, LogGroup log, Image collector, Map<String, Credential> telemetry) {
        Ground ground = inputs.ground();
        Output<SortedMap<String, String>> environment = Json.settled(inputs.environment());
        Output<SortedMap<String, String>> secrets = Json.settled(valuesFrom(inputs.secrets()));
        Output<SortedMap<String, String>> collectorSecrets = Json.settled(valuesFrom(telemetry));
        Output<List<String>> texts = Output.all(
                inputs.image().uri(),
                collector.uri(),
                log.name(),
                ground.cluster().region());
        return Output.tuple(environment, secrets, collectorSecrets, texts).applyValue(known -> {
            List<String> text = known.t4;
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
                            // A service rather loses lines than waits for CloudWatch.
                            "mode",
                            "non-blocking",
                            "max-buffer-size",
                            "4m"));
            String collectorConfiguration =
                    ground.observability().configuration(name, inputs.metricsPort(), inputs.metricsPath());
            return Json.of(List.of(
                    service(name, inputs, text.get(0), known.t1, known.t2, logging),
                    collector(text.get(1), collectorConfiguration, known.t3, logging)));
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
                // Without a protocol of its own, so that the proxy passes connections on: one for HTTP would try a POST
                // again, and end it after 15 s.
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
                // It ends before the collector then, which takes its last spans.
                Map.entry("dependsOn", List.of(Map.of("containerName", "collector", "condition", "START"))),
                Map.entry("logConfiguration", logging));
    }

    /** It is restarted when it ends; the service goes on without it. Its image has no shell to ask how it is. */
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
        Ground ground = inputs.ground();
        ServiceServiceConnectConfigurationArgs.Builder names = ServiceServiceConnectConfigurationArgs.builder()
                .enabled(true)
                .namespace(ground.cluster().names());
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
                .cluster(ground.cluster().arn())
                .taskDefinition(task.arn())
                .desiredCount(inputs.scale().least())
                .capacityProviderStrategies(ServiceCapacityProviderStrategyArgs.builder()
                        .capacityProvider(ground.cluster().capacity())
                        .weight(1)
                        .build())
                .networkConfiguration(ServiceNetworkConfigurationArgs.builder()
                        .subnets(ground.network().privateSubnets())
                        .securityGroups(guard.id().applyValue(List::of))
                        .assignPublicIp(false)
                        .build())
                .serviceConnectConfiguration(names.build())
                // The new ones are there before the old ones go; if they do not become healthy, the old ones stay.
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
        inputs.front()
                .ifPresent(front -> definition
                        .healthCheckGracePeriodSeconds(120)
                        .loadBalancers(ServiceLoadBalancerArgs.builder()
                                .targetGroupArn(front.targetGroup())
                                .containerName(name)
                                .containerPort(inputs.port())
                                .build()));
        return new Service(
                name,
                definition.build(),
                // How many there are is up to the scaling.
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
                                "service/%s/%s", inputs.ground().cluster().clusterName(), service.name()))
                        .minCapacity(inputs.scale().least())
                        .maxCapacity(inputs.scale().most())
                        .build(),
                owned());
        follow(
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
                .ifPresent(backlog -> follow(
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

    private void follow(String what, Target target, PolicyTargetTrackingScalingPolicyConfigurationArgs aim) {
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

    /** Tasks read their secrets once, when they start. */
    private void replaceWeekly(String name, Ground ground) {
        Role role = Permissions.role(named("replacement"), "scheduler.amazonaws.com", owned());
        Permissions.allow(
                named("replacement"),
                role,
                List.of(new Grant(List.of("ecs:UpdateService"), List.of(service.id()))),
                owned());
        new Schedule(
                named("replacement"),
                ScheduleArgs.builder()
                        .description("New tasks of " + name + " after the password of its database has changed")
                        .scheduleExpression(REPLACEMENT)
                        .flexibleTimeWindow(ScheduleFlexibleTimeWindowArgs.builder()
                                .mode("OFF")
                                .build())
                        .target(ScheduleTargetArgs.builder()
                                .arn("arn:aws:scheduler:::aws-sdk:ecs:updateService")
                                .roleArn(role.arn())
                                .input(ground.cluster()
                                        .clusterName()
                                        .applyValue(cluster -> Json.of(Map.of(
                                                "Cluster", cluster, "Service", name, "ForceNewDeployment", true))))
                                .build())
                        .build(),
                owned());
    }

    /** Where its API is. */
    SecuredEndpoint endpoint() {
        return endpoint;
    }

    SecurityGroup guard() {
        return guard;
    }

    /** What whoever calls it by name must come after: names are given to tasks that start later only. */
    Resource service() {
        return service;
    }
}
