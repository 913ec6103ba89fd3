package caravana.fargate;

import com.pulumi.aws.acm.Certificate;
import com.pulumi.aws.acm.CertificateArgs;
import com.pulumi.aws.acm.CertificateValidation;
import com.pulumi.aws.acm.CertificateValidationArgs;
import com.pulumi.aws.ec2.SecurityGroup;
import com.pulumi.aws.lb.Listener;
import com.pulumi.aws.lb.ListenerArgs;
import com.pulumi.aws.lb.LoadBalancer;
import com.pulumi.aws.lb.LoadBalancerArgs;
import com.pulumi.aws.lb.TargetGroup;
import com.pulumi.aws.lb.TargetGroupArgs;
import com.pulumi.aws.lb.inputs.ListenerDefaultActionArgs;
import com.pulumi.aws.lb.inputs.ListenerDefaultActionRedirectArgs;
import com.pulumi.aws.lb.inputs.LoadBalancerAccessLogsArgs;
import com.pulumi.aws.lb.inputs.TargetGroupHealthCheckArgs;
import com.pulumi.aws.route53.Record;
import com.pulumi.aws.route53.RecordArgs;
import com.pulumi.aws.route53.inputs.RecordAliasArgs;
import com.pulumi.aws.s3.BucketLifecycleConfigurationV2;
import com.pulumi.aws.s3.BucketLifecycleConfigurationV2Args;
import com.pulumi.aws.s3.BucketOwnershipControls;
import com.pulumi.aws.s3.BucketOwnershipControlsArgs;
import com.pulumi.aws.s3.BucketPolicy;
import com.pulumi.aws.s3.BucketPolicyArgs;
import com.pulumi.aws.s3.BucketPublicAccessBlock;
import com.pulumi.aws.s3.BucketPublicAccessBlockArgs;
import com.pulumi.aws.s3.BucketServerSideEncryptionConfigurationV2;
import com.pulumi.aws.s3.BucketServerSideEncryptionConfigurationV2Args;
import com.pulumi.aws.s3.BucketV2;
import com.pulumi.aws.s3.BucketV2Args;
import com.pulumi.aws.s3.inputs.BucketLifecycleConfigurationV2RuleArgs;
import com.pulumi.aws.s3.inputs.BucketLifecycleConfigurationV2RuleExpirationArgs;
import com.pulumi.aws.s3.inputs.BucketLifecycleConfigurationV2RuleFilterArgs;
import com.pulumi.aws.s3.inputs.BucketOwnershipControlsRuleArgs;
import com.pulumi.aws.s3.inputs.BucketServerSideEncryptionConfigurationV2RuleApplyServerSideEncryptionByDefaultArgs;
import com.pulumi.aws.s3.inputs.BucketServerSideEncryptionConfigurationV2RuleArgs;
import com.pulumi.aws.vpc.SecurityGroupIngressRule;
import com.pulumi.aws.vpc.SecurityGroupIngressRuleArgs;
import com.pulumi.core.Output;
import com.pulumi.resources.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The internet-facing Application Load Balancer, which terminates TLS and forwards to Kong only. */
final class PublicLoadBalancer extends Component {

    private static final String TLS = "ELBSecurityPolicy-TLS13-1-2-2021-06";

    private final SecurityGroup securityGroup;
    private final TargetGroup kong;
    private final Listener listener;
    private final Output<String> url;

    /** The domain name of the API, and the id of its hosted zone in Route 53. */
    record Domain(String name, String zone) {

        Domain {
            if (!name.matches("([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}")) {
                throw new IllegalArgumentException(
                        "caravana:domain is " + name + ": it must be a domain name, such as orders.example.com");
            }
            if (!zone.matches("Z[A-Z0-9]+")) {
                throw new IllegalArgumentException("caravana:hostedZone is " + zone
                        + ": it must be the id of a hosted zone, such as Z0123456789ABC");
            }
        }
    }

    /**
     * The settings of the load balancer.
     *
     * @param domain the domain; empty for plain HTTP, which production does not allow
     * @param logDays the retention of access logs in days
     */
    record Inputs(boolean production, Optional<Domain> domain, int logDays) {

        Inputs {
            if (production && domain.isEmpty()) {
                throw new IllegalArgumentException(
                        "caravana:plainHttp is true: production requires a domain and HTTPS");
            }
        }
    }

    PublicLoadBalancer(String name, Inputs inputs, Network network, int port, int statusPort, Resource parent) {
        super("PublicLoadBalancer", name, parent);
        securityGroup = SecuredEndpoint.securityGroup(name, "The load balancer", network.vpc(), owned());
        allowFromInternet(80);
        if (inputs.domain().isPresent()) {
            allowFromInternet(443);
        }
        LoadBalancer balancer = new LoadBalancer(
                name,
                LoadBalancerArgs.builder()
                        .loadBalancerType("application")
                        .internal(false)
                        .subnets(network.publicSubnets())
                        .securityGroups(securityGroup.id().applyValue(List::of))
                        .dropInvalidHeaderFields(true)
                        .enableDeletionProtection(inputs.production())
                        // Longer than Kong's time-out for a service, 40 s.
                        .idleTimeout(60)
                        .accessLogs(LoadBalancerAccessLogsArgs.builder()
                                .enabled(true)
                                .bucket(logs(inputs))
                                .build())
                        .build(),
                owned());
        kong = new TargetGroup(
                name,
                TargetGroupArgs.builder()
                        .vpcId(network.vpc())
                        .targetType("ip")
                        .protocol("HTTP")
                        .port(port)
                        // The health of Kong only: Kong answers requests to an unavailable service itself.
                        .healthCheck(TargetGroupHealthCheckArgs.builder()
                                .protocol("HTTP")
                                .port(Integer.toString(statusPort))
                                .path("/status/ready")
                                .matcher("200")
                                .interval(10)
                                .timeout(5)
                                .healthyThreshold(2)
                                .unhealthyThreshold(3)
                                .build())
                        // Longer than the longest request, 40 s.
                        .deregistrationDelay(45)
                        .build(),
                owned());
        ListenerDefaultActionArgs toKong = ListenerDefaultActionArgs.builder()
                .type("forward")
                .targetGroupArn(kong.arn())
                .build();
        if (inputs.domain().isEmpty()) {
            listener = listener(
                    "http",
                    balancer,
                    ListenerArgs.builder().port(80).protocol("HTTP").defaultActions(toKong));
            url = Output.format("http://%s", balancer.dnsName());
        } else {
            Domain domain = inputs.domain().get();
            listener = listener(
                    "https",
                    balancer,
                    ListenerArgs.builder()
                            .port(443)
                            .protocol("HTTPS")
                            .sslPolicy(TLS)
                            .certificateArn(certificate(domain))
                            .defaultActions(toKong));
            listener(
                    "http",
                    balancer,
                    ListenerArgs.builder()
                            .port(80)
                            .protocol("HTTP")
                            .defaultActions(ListenerDefaultActionArgs.builder()
                                    .type("redirect")
                                    .redirect(ListenerDefaultActionRedirectArgs.builder()
                                            .protocol("HTTPS")
                                            .port("443")
                                            .statusCode("HTTP_301")
                                            .build())
                                    .build()));
            new Record(
                    named("name"),
                    RecordArgs.builder()
                            .zoneId(domain.zone())
                            .name(domain.name())
                            .type("A")
                            .aliases(RecordAliasArgs.builder()
                                    .name(balancer.dnsName())
                                    .zoneId(balancer.zoneId())
                                    .evaluateTargetHealth(false)
                                    .build())
                            .build(),
                    owned());
            url = Output.of("https://" + domain.name());
        }
        registerOutputs(Map.of("url", url));
    }

    private void allowFromInternet(int port) {
        new SecurityGroupIngressRule(
                named("world-" + port),
                SecurityGroupIngressRuleArgs.builder()
                        .securityGroupId(securityGroup.id())
                        .cidrIpv4("0.0.0.0/0")
                        .ipProtocol("tcp")
                        .fromPort(port)
                        .toPort(port)
                        .description("From everywhere")
                        .build(),
                owned());
    }

    private Listener listener(String protocol, LoadBalancer balancer, ListenerArgs.Builder listener) {
        return new Listener(
                named(protocol), listener.loadBalancerArn(balancer.arn()).build(), owned());
    }

    private Output<String> certificate(Domain domain) {
        Certificate certificate = new Certificate(
                name(),
                CertificateArgs.builder()
                        .domainName(domain.name())
                        .validationMethod("DNS")
                        .build(),
                owned());
        var proof = certificate.domainValidationOptions().applyValue(options -> options.get(0));
        Record record = new Record(
                named("proof"),
                RecordArgs.builder()
                        .zoneId(domain.zone())
                        .name(proof.applyValue(
                                option -> option.resourceRecordName().orElseThrow()))
                        .type(proof.applyValue(option -> com.pulumi.core.Either.ofLeft(
                                option.resourceRecordType().orElseThrow())))
                        .records(proof.applyValue(
                                option -> List.of(option.resourceRecordValue().orElseThrow())))
                        .ttl(300)
                        .build(),
                owned());
        return new CertificateValidation(
                        name(),
                        CertificateValidationArgs.builder()
                                .certificateArn(certificate.arn())
                                .validationRecordFqdns(record.fqdn().applyValue(List::of))
                                .build(),
                        owned())
                .certificateArn();
    }

    /** Creates the S3 bucket of the access logs, with public access blocked. */
    private Output<String> logs(Inputs inputs) {
        BucketV2 bucket = new BucketV2(
                named("logs"),
                BucketV2Args.builder().forceDestroy(!inputs.production()).build(),
                owned());
        BucketPublicAccessBlock closed = new BucketPublicAccessBlock(
                named("logs"),
                BucketPublicAccessBlockArgs.builder()
                        .bucket(bucket.id())
                        .blockPublicAcls(true)
                        .blockPublicPolicy(true)
                        .ignorePublicAcls(true)
                        .restrictPublicBuckets(true)
                        .build(),
                owned());
        new BucketOwnershipControls(
                named("logs"),
                BucketOwnershipControlsArgs.builder()
                        .bucket(bucket.id())
                        .rule(BucketOwnershipControlsRuleArgs.builder()
                                .objectOwnership("BucketOwnerEnforced")
                                .build())
                        .build(),
                owned());
        // Load balancers support SSE-S3 only.
        var aes256 = BucketServerSideEncryptionConfigurationV2RuleApplyServerSideEncryptionByDefaultArgs.builder()
                .sseAlgorithm("AES256")
                .build();
        new BucketServerSideEncryptionConfigurationV2(
                named("logs"),
                BucketServerSideEncryptionConfigurationV2Args.builder()
                        .bucket(bucket.id())
                        .rules(BucketServerSideEncryptionConfigurationV2RuleArgs.builder()
                                .applyServerSideEncryptionByDefault(aes256)
                                .build())
                        .build(),
                owned());
        new BucketLifecycleConfigurationV2(
                named("logs"),
                BucketLifecycleConfigurationV2Args.builder()
                        .bucket(bucket.id())
                        .rules(BucketLifecycleConfigurationV2RuleArgs.builder()
                                .id("expire")
                                .status("Enabled")
                                .filter(BucketLifecycleConfigurationV2RuleFilterArgs.builder()
                                        .prefix("")
                                        .build())
                                .expiration(BucketLifecycleConfigurationV2RuleExpirationArgs.builder()
                                        .days(inputs.logDays())
                                        .build())
                                .build())
                        .build(),
                owned());
        BucketPolicy policy = new BucketPolicy(
                named("logs"),
                BucketPolicyArgs.builder()
                        .bucket(bucket.id())
                        .policy(Output.tuple(bucket.arn(), Permissions.account())
                                .applyValue(tuple -> policy(tuple.t1, tuple.t2)))
                        .build(),
                child().dependsOn(closed).build());
        // From the policy: the load balancer writes a test object when it is created.
        return policy.bucket();
    }

    private static String policy(String bucket, String account) {
        return Permissions.document(List.of(
                Map.of(
                        "Effect",
                        "Allow",
                        "Principal",
                        Map.of("Service", "logdelivery.elasticloadbalancing.amazonaws.com"),
                        "Action",
                        "s3:PutObject",
                        "Resource",
                        bucket + "/AWSLogs/" + account + "/*"),
                Map.of(
                        "Effect", "Deny",
                        "Principal", "*",
                        "Action", "s3:*",
                        "Resource", List.of(bucket, bucket + "/*"),
                        "Condition", Map.of("Bool", Map.of("aws:SecureTransport", "false")))));
    }

    /** Allows the load balancer to reach an endpoint. */
    void allowTo(SecuredEndpoint endpoint) {
        endpoint.allowFrom(name(), securityGroup, owned());
    }

    Output<String> targetGroup() {
        return kong.arn();
    }

    /** The listener. ECS services depend on it: their target group must be attached to a load balancer. */
    Resource listener() {
        return listener;
    }

    Output<String> url() {
        return url;
    }
}
