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
 * A TCP endpoint behind a security group, which is closed until {@link #allowFrom} adds rules.
 *
 * @param name the name of the resource behind it
 * @param group its security group
 * @param port its TCP port
 */
record SecuredEndpoint(String name, SecurityGroup group, int port) {

    SecuredEndpoint {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(name + " has no port " + port);
        }
    }

    /** Creates a security group without rules: Pulumi removes the default egress rule of AWS. */
    static SecurityGroup securityGroup(
            String name, String description, Output<String> vpc, CustomResourceOptions options) {
        return new SecurityGroup(
                name,
                SecurityGroupArgs.builder().vpcId(vpc).description(description).build(),
                options);
    }

    /** Adds the egress rule of the caller and the ingress rule of this endpoint. */
    void allowFrom(String caller, SecurityGroup callers, CustomResourceOptions options) {
        String rule = caller + "-to-" + name + "-" + port;
        new SecurityGroupEgressRule(
                rule + "-out",
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
                rule + "-in",
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

    /** Adds an egress rule to a port of any address. */
    static void allowOutbound(String caller, SecurityGroup callers, int port, CustomResourceOptions options) {
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
