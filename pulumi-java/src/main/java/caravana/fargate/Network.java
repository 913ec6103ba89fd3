package caravana.fargate;

import com.pulumi.aws.AwsFunctions;
import com.pulumi.aws.ec2.DefaultSecurityGroup;
import com.pulumi.aws.ec2.DefaultSecurityGroupArgs;
import com.pulumi.aws.ec2.Eip;
import com.pulumi.aws.ec2.EipArgs;
import com.pulumi.aws.ec2.InternetGateway;
import com.pulumi.aws.ec2.InternetGatewayArgs;
import com.pulumi.aws.ec2.NatGateway;
import com.pulumi.aws.ec2.NatGatewayArgs;
import com.pulumi.aws.ec2.Route;
import com.pulumi.aws.ec2.RouteArgs;
import com.pulumi.aws.ec2.RouteTable;
import com.pulumi.aws.ec2.RouteTableArgs;
import com.pulumi.aws.ec2.RouteTableAssociation;
import com.pulumi.aws.ec2.RouteTableAssociationArgs;
import com.pulumi.aws.ec2.SecurityGroup;
import com.pulumi.aws.ec2.Subnet;
import com.pulumi.aws.ec2.SubnetArgs;
import com.pulumi.aws.ec2.Vpc;
import com.pulumi.aws.ec2.VpcArgs;
import com.pulumi.aws.ec2.VpcEndpoint;
import com.pulumi.aws.ec2.VpcEndpointArgs;
import com.pulumi.aws.inputs.GetAvailabilityZonesArgs;
import com.pulumi.aws.inputs.GetAvailabilityZonesFilterArgs;
import com.pulumi.aws.vpc.SecurityGroupIngressRule;
import com.pulumi.aws.vpc.SecurityGroupIngressRuleArgs;
import com.pulumi.core.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A VPC with three tiers of subnets: public (load balancer), private (tasks) and isolated (databases, broker). */
final class Network extends Component {

    private static final String ANY_IPV4 = "0.0.0.0/0";
    private static final List<String> NEEDED_BY_FARGATE = List.of("ecr.api", "ecr.dkr", "logs", "secretsmanager");

    /** The egress of the private subnets. */
    enum Egress {
        /** One NAT gateway for all zones, which fails with its own zone. */
        NAT,
        /** A NAT gateway in each zone. */
        NAT_PER_ZONE,
        /** VPC endpoints of the AWS services that Fargate needs; the OTLP endpoint must then be inside the VPC. */
        ENDPOINTS
    }

    /**
     * The settings of the network.
     *
     * @param prefix the first two octets of the CIDR block, such as {@code 10.20}
     * @param zones the number of availability zones, 2 to 9
     */
    record Inputs(String prefix, int zones, Egress egress) {

        Inputs {
            if (!prefix.matches("10\\.(\\d|[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-5])")) {
                throw new IllegalArgumentException("caravana:addresses is " + prefix + ": it must be 10.0 to 10.255");
            }
            if (zones < 2 || zones > 9) {
                throw new IllegalArgumentException("caravana:zones is " + zones + ": it must be 2 to 9");
            }
        }

        List<String> publicAddresses() {
            return row(0);
        }

        List<String> privateAddresses() {
            return row(10);
        }

        List<String> isolatedAddresses() {
            return row(20);
        }

        private List<String> row(int first) {
            List<String> row = new ArrayList<>();
            for (int zone = 0; zone < zones; zone++) {
                row.add(prefix + "." + (first + zone) + ".0/24");
            }
            return row;
        }
    }

    private final Vpc vpc;
    private final Inputs inputs;

    /** Zone ids without the instance types of databases, brokers or arm64 tasks. */
    private static final List<String> EXCLUDED_ZONES = List.of("use1-az3", "usw1-az2", "cac1-az3");

    /** Availability zones without local zones. Filtered by zone id: the zone names differ between accounts. */
    private final Output<List<String>> zoneNames = AwsFunctions.getAvailabilityZones(GetAvailabilityZonesArgs.builder()
                    .state("available")
                    .excludeZoneIds(EXCLUDED_ZONES)
                    .filters(GetAvailabilityZonesFilterArgs.builder()
                            .name("opt-in-status")
                            .values("opt-in-not-required")
                            .build())
                    .build())
            .applyValue(zones -> zones.names());

    /** Routes and endpoints that must exist before resources in the subnets are created. */
    private final List<Output<String>> publicRoutes = new ArrayList<>();

    private final List<Output<String>> privateRoutes = new ArrayList<>();
    private final List<Output<String>> publicSubnets = new ArrayList<>();
    private final List<Output<String>> privateSubnets = new ArrayList<>();
    private final List<Output<String>> isolatedSubnets = new ArrayList<>();

    Network(String name, Inputs inputs) {
        super("Network", name, null);
        this.inputs = inputs;
        vpc = new Vpc(
                name,
                VpcArgs.builder()
                        .cidrBlock(inputs.prefix() + ".0.0/16")
                        .enableDnsHostnames(true)
                        .enableDnsSupport(true)
                        .build(),
                owned());
        // No rules: a resource that uses the default group by mistake has no connectivity.
        new DefaultSecurityGroup(
                named("default"),
                DefaultSecurityGroupArgs.builder().vpcId(vpc.id()).build(),
                owned());
        InternetGateway internet = new InternetGateway(
                named("internet"), InternetGatewayArgs.builder().vpcId(vpc.id()).build(), owned());

        RouteTable outside = table("public");
        publicRoutes.add(new Route(
                        named("public-out"),
                        RouteArgs.builder()
                                .routeTableId(outside.id())
                                .destinationCidrBlock(ANY_IPV4)
                                .gatewayId(internet.id())
                                .build(),
                        owned())
                .id());
        RouteTable nowhere = table("isolated");
        List<Output<String>> privateTables = new ArrayList<>();
        NatGateway nat = null;
        for (int zone = 0; zone < inputs.zones(); zone++) {
            Output<String> open =
                    subnet("public", zone, inputs.publicAddresses().get(zone), outside);
            publicSubnets.add(open);
            RouteTable inside = table("private-" + zone);
            privateTables.add(inside.id());
            privateSubnets.add(subnet("private", zone, inputs.privateAddresses().get(zone), inside));
            isolatedSubnets.add(
                    subnet("isolated", zone, inputs.isolatedAddresses().get(zone), nowhere));
            if (inputs.egress() == Egress.NAT_PER_ZONE || inputs.egress() == Egress.NAT && zone == 0) {
                nat = nat(zone, after(publicRoutes, open));
            }
            if (nat != null) {
                privateRoutes.add(new Route(
                                named("private-" + zone + "-out"),
                                RouteArgs.builder()
                                        .routeTableId(inside.id())
                                        .destinationCidrBlock(ANY_IPV4)
                                        .natGatewayId(nat.id())
                                        .build(),
                                owned())
                        .id());
            }
        }
        createVpcEndpoints(privateTables);
        registerOutputs(Map.of("vpc", vpc.id()));
    }

    private RouteTable table(String row) {
        return new RouteTable(
                named(row), RouteTableArgs.builder().vpcId(vpc.id()).build(), owned());
    }

    private Output<String> subnet(String row, int zone, String addresses, RouteTable table) {
        Output<String> zoneName = zoneNames.applyValue(names -> {
            if (names.size() <= zone) {
                throw new IllegalArgumentException(
                        "caravana:zones is " + inputs.zones() + ": this region has " + names.size());
            }
            return names.get(zone);
        });
        Subnet subnet = new Subnet(
                named(row + "-" + zone),
                SubnetArgs.builder()
                        .vpcId(vpc.id())
                        .cidrBlock(addresses)
                        .availabilityZone(zoneName)
                        .mapPublicIpOnLaunch(false)
                        .build(),
                owned());
        new RouteTableAssociation(
                named(row + "-" + zone),
                RouteTableAssociationArgs.builder()
                        .subnetId(subnet.id())
                        .routeTableId(table.id())
                        .build(),
                owned());
        return subnet.id();
    }

    private NatGateway nat(int zone, Output<String> subnet) {
        Eip address =
                new Eip(named("nat-" + zone), EipArgs.builder().domain("vpc").build(), owned());
        return new NatGateway(
                named("nat-" + zone),
                NatGatewayArgs.builder()
                        .allocationId(address.id())
                        .subnetId(subnet)
                        .build(),
                owned());
    }

    /** ECR stores image layers in S3; the gateway endpoint for S3 is free of charge. */
    private void createVpcEndpoints(List<Output<String>> privateTables) {
        VpcEndpoint s3 = new VpcEndpoint(
                named("s3"),
                VpcEndpointArgs.builder()
                        .vpcId(vpc.id())
                        .serviceName(service("s3"))
                        .vpcEndpointType("Gateway")
                        .routeTableIds(Output.all(privateTables))
                        .build(),
                owned());
        privateRoutes.add(s3.id());
        if (inputs.egress() != Egress.ENDPOINTS) {
            return;
        }
        SecurityGroup securityGroup =
                SecuredEndpoint.securityGroup(named("endpoints"), "Services of AWS", vpc.id(), owned());
        for (int zone = 0; zone < inputs.zones(); zone++) {
            new SecurityGroupIngressRule(
                    named("tasks-" + zone + "-to-endpoints"),
                    SecurityGroupIngressRuleArgs.builder()
                            .securityGroupId(securityGroup.id())
                            .cidrIpv4(inputs.privateAddresses().get(zone))
                            .ipProtocol("tcp")
                            .fromPort(443)
                            .toPort(443)
                            .description("From tasks")
                            .build(),
                    owned());
        }
        for (String service : NEEDED_BY_FARGATE) {
            VpcEndpoint endpoint = new VpcEndpoint(
                    named(service.replace('.', '-')),
                    VpcEndpointArgs.builder()
                            .vpcId(vpc.id())
                            .serviceName(service(service))
                            .vpcEndpointType("Interface")
                            .privateDnsEnabled(true)
                            .subnetIds(Output.all(privateSubnets))
                            .securityGroupIds(securityGroup.id().applyValue(List::of))
                            .build(),
                    owned());
            privateRoutes.add(endpoint.id());
        }
    }

    private static Output<String> service(String name) {
        return AwsFunctions.getRegion().applyValue(region -> "com.amazonaws." + region.name() + "." + name);
    }

    private static <T> Output<T> after(List<Output<String>> dependencies, Output<T> value) {
        return Output.tuple(value, Output.all(dependencies)).applyValue(tuple -> tuple.t1);
    }

    Output<String> vpc() {
        return vpc.id();
    }

    /** The CIDR blocks of the public subnets, which contain the load balancer's addresses. */
    List<String> publicAddresses() {
        return inputs.publicAddresses();
    }

    Output<List<String>> publicSubnets() {
        return after(publicRoutes, Output.all(publicSubnets));
    }

    Output<List<String>> privateSubnets() {
        return after(privateRoutes, Output.all(privateSubnets));
    }

    Output<List<String>> isolatedSubnets() {
        return Output.all(isolatedSubnets);
    }
}
