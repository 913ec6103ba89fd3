package caravana.fargate;

import com.pulumi.aws.AwsFunctions;
import com.pulumi.aws.ecs.ClusterArgs;
import com.pulumi.aws.ecs.ClusterCapacityProviders;
import com.pulumi.aws.ecs.ClusterCapacityProvidersArgs;
import com.pulumi.aws.ecs.inputs.ClusterSettingArgs;
import com.pulumi.aws.servicediscovery.HttpNamespace;
import com.pulumi.aws.servicediscovery.HttpNamespaceArgs;
import com.pulumi.core.Output;
import com.pulumi.resources.CustomResourceOptions;
import java.util.List;
import java.util.Map;

/** The ECS cluster, and the namespace of Service Connect in which the services find each other. */
final class Cluster extends Component {

    private final com.pulumi.aws.ecs.Cluster cluster;
    private final ClusterCapacityProviders capacity;
    private final HttpNamespace names;
    private final Inputs inputs;

    /** The CPU architectures of Fargate tasks. */
    enum Architecture {
        ARM64,
        X86_64
    }

    /**
     * The settings of the cluster.
     *
     * @param spot whether tasks run on Fargate Spot, which can stop them with a notice of two minutes
     */
    record Inputs(String prefix, boolean production, Architecture architecture, boolean spot) {

        Inputs {
            if (production && spot) {
                throw new IllegalArgumentException("caravana:spot is true: production must not run on Fargate Spot");
            }
        }

        String capacity() {
            return spot ? "FARGATE_SPOT" : "FARGATE";
        }
    }

    Cluster(String name, Inputs inputs, Observability observability) {
        super("Cluster", name, null);
        this.inputs = inputs;
        CustomResourceOptions.Builder options = child();
        if (inputs.production()) {
            // Otherwise Container Insights creates the log group, without a retention period.
            options.dependsOn(observability.logGroup(
                    named("insights"), "/aws/ecs/containerinsights/" + inputs.prefix() + "/performance", owned()));
        }
        cluster = new com.pulumi.aws.ecs.Cluster(
                name,
                ClusterArgs.builder()
                        .name(inputs.prefix())
                        .settings(ClusterSettingArgs.builder()
                                .name("containerInsights")
                                .value(inputs.production() ? "enabled" : "disabled")
                                .build())
                        .build(),
                options.build());
        capacity = new ClusterCapacityProviders(
                name,
                ClusterCapacityProvidersArgs.builder()
                        .clusterName(cluster.name())
                        .capacityProviders(List.of("FARGATE", "FARGATE_SPOT"))
                        .build(),
                owned());
        names = new HttpNamespace(
                named("names"),
                HttpNamespaceArgs.builder()
                        .name(inputs.prefix())
                        .description("Service Connect names of Orders and Invoices")
                        .build(),
                owned());
        registerOutputs(Map.of("cluster", cluster.name()));
    }

    /** The ARN, available once the capacity providers are attached. */
    Output<String> arn() {
        return Output.tuple(cluster.arn(), capacity.id()).applyValue(tuple -> tuple.t1);
    }

    Output<String> clusterName() {
        return cluster.name();
    }

    Output<String> names() {
        return names.arn();
    }

    String architecture() {
        return inputs.architecture().name();
    }

    String capacity() {
        return inputs.capacity();
    }

    Output<String> region() {
        return AwsFunctions.getRegion().applyValue(region -> region.name());
    }
}
