package caravana.fargate;

import com.pulumi.aws.ec2.SecurityGroup;
import com.pulumi.aws.ec2.SecurityGroupArgs;
import com.pulumi.aws.vpc.SecurityGroupEgressRule;
import com.pulumi.aws.vpc.SecurityGroupEgressRuleArgs;
import com.pulumi.aws.vpc.SecurityGroupIngressRule;
import com.pulumi.aws.vpc.SecurityGroupIngressRuleArgs;
import com.pulumi.core.Output;
import com.pulumi.resources.CustomResourceOptions;

/**
 * Where something can be reached, closed to everybody until {@link #open} lets somebody in.
 *
 * @param name what is behind it
 * @param group the security group that guards it
 * @param port its TCP port
 */
record SecuredEndpoint(String name, SecurityGroup group, int port) {

    SecuredEndpoint {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(name + " has no port " + port);
        }
    }

    /** A security group without any rule: AWS would let everything out of it. */
    static SecurityGroup guard(String name, String guards, Output<String> vpc, CustomResourceOptions options) {
        return new SecurityGroup(
                name, SecurityGroupArgs.builder().vpcId(vpc).description(guards).build(), options);
    }

    /** Lets a caller out to this endpoint, and in. */
    void open(String caller, SecurityGroup callers, CustomResourceOptions options) {
        String way = caller + "-to-" + name + "-" + port;
        new SecurityGroupEgressRule(
                way + "-out",
                SecurityGroupEgressRuleArgs.builder()
                        .securityGroupId(callers.id())
                        .referencedSecurityGroupId(group.id())
                        .ipProtocol("tcp")
                        .fromPort(port)
                        .toPort(port)
                        .description("To " + name)
                        .build(),
                options);
        new SecurityGroupIngressRule(
                way + "-in",
                SecurityGroupIngressRuleArgs.builder()
                        .securityGroupId(group.id())
                        .referencedSecurityGroupId(callers.id())
                        .ipProtocol("tcp")
                        .fromPort(port)
                        .toPort(port)
                        .description("From " + caller)
                        .build(),
                options);
    }

    /** Lets a caller out to a port of any address; whether a way leads there is up to the network. */
    static void openOutside(String caller, SecurityGroup callers, int port, CustomResourceOptions options) {
        new SecurityGroupEgressRule(
                caller + "-to-outside-" + port,
                SecurityGroupEgressRuleArgs.builder()
                        .securityGroupId(callers.id())
                        .cidrIpv4("0.0.0.0/0")
                        .ipProtocol("tcp")
                        .fromPort(port)
                        .toPort(port)
                        .description("To AWS and telemetry")
                        .build(),
                options);
    }
}
