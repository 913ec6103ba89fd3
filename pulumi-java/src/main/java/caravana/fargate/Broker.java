package caravana.fargate;

import com.pulumi.aws.ec2.SecurityGroup;
import com.pulumi.aws.mq.BrokerArgs;
import com.pulumi.aws.mq.inputs.BrokerEncryptionOptionsArgs;
import com.pulumi.aws.mq.inputs.BrokerMaintenanceWindowStartTimeArgs;
import com.pulumi.aws.mq.inputs.BrokerUserArgs;
import com.pulumi.core.Output;
import java.util.List;
import java.util.Map;

/** RabbitMQ on Amazon MQ: a three-node cluster across availability zones in production, otherwise a single node. */
final class Broker extends Component {

    static final int PORT = 5671;

    private static final String USER = "caravana";

    private final com.pulumi.aws.mq.Broker broker;
    private final SecuredEndpoint endpoint;
    private final Output<String> secret;

    /**
     * The settings of the broker.
     *
     * @param production whether to deploy a cluster of three nodes
     * @param version the version of RabbitMQ, 3.13 or later, because the services declare quorum queues
     * @param type the instance type, such as {@code mq.m7g.medium}; RabbitMQ 4 runs on mq.m7g only
     * @param password at least 12 characters
     */
    record Inputs(boolean production, String version, String type, Output<String> password) {

        Inputs {
            if (!version.matches("3\\.13|4\\.\\d+")) {
                throw new IllegalArgumentException(
                        "caravana:brokerVersion is " + version + ": it must be 3.13 or 4.x, such as 4.2");
            }
            if (version.startsWith("4.") && !type.startsWith("mq.m7g.")) {
                throw new IllegalArgumentException(
                        "caravana:brokerType is " + type + ": RabbitMQ 4 runs on mq.m7g, such as mq.m7g.medium");
            }
        }
    }

    Broker(String name, Inputs inputs, Network network) {
        super("Broker", name, null);
        SecurityGroup securityGroup = SecuredEndpoint.securityGroup(name, "The broker", network.vpc(), owned());
        broker = new com.pulumi.aws.mq.Broker(
                name,
                BrokerArgs.builder()
                        .engineType("RabbitMQ")
                        .engineVersion(inputs.version())
                        .hostInstanceType(inputs.type())
                        .deploymentMode(inputs.production() ? "CLUSTER_MULTI_AZ" : "SINGLE_INSTANCE")
                        .publiclyAccessible(false)
                        .subnetIds(network.isolatedSubnets()
                                .applyValue(subnets -> inputs.production() ? subnets : subnets.subList(0, 1)))
                        .securityGroups(securityGroup.id().applyValue(List::of))
                        .encryptionOptions(BrokerEncryptionOptionsArgs.builder()
                                .useAwsOwnedKey(true)
                                .build())
                        .users(BrokerUserArgs.builder()
                                .username(USER)
                                .password(inputs.password())
                                .build())
                        .autoMinorVersionUpgrade(true)
                        .maintenanceWindowStartTime(BrokerMaintenanceWindowStartTimeArgs.builder()
                                .dayOfWeek("MONDAY")
                                .timeOfDay("03:00")
                                .timeZone("UTC")
                                .build())
                        .build(),
                // Amazon MQ cannot update RabbitMQ users; see README.md for how to change the password.
                child().ignoreChanges("users").build());
        endpoint = new SecuredEndpoint(name, securityGroup, PORT);
        secret = Credential.store(
                named("account"),
                "RabbitMQ user of the services",
                Map.of("username", Output.of(USER), "password", inputs.password()),
                inputs.production(),
                owned());
        registerOutputs(Map.of("addresses", addresses()));
    }

    SecuredEndpoint endpoint() {
        return endpoint;
    }

    /** The AMQP endpoint, as {@code amqps://host:5671}; a cluster also has a single endpoint. */
    Output<String> addresses() {
        return broker.instances()
                .applyValue(instances -> instances.get(0).endpoints().get(0));
    }

    Credential username() {
        return new Credential(secret, "username");
    }

    Credential password() {
        return new Credential(secret, "password");
    }

    /** The value of the CloudWatch dimension {@code Broker} of the queue metrics. */
    Output<String> metricName() {
        return broker.brokerName();
    }
}
