package caravana.fargate;

import com.pulumi.aws.cloudwatch.LogGroup;
import com.pulumi.aws.ec2.SecurityGroup;
import com.pulumi.aws.rds.Instance;
import com.pulumi.aws.rds.InstanceArgs;
import com.pulumi.aws.rds.ParameterGroup;
import com.pulumi.aws.rds.ParameterGroupArgs;
import com.pulumi.aws.rds.SubnetGroup;
import com.pulumi.aws.rds.SubnetGroupArgs;
import com.pulumi.aws.rds.inputs.ParameterGroupParameterArgs;
import com.pulumi.aws.secretsmanager.SecretRotation;
import com.pulumi.aws.secretsmanager.SecretRotationArgs;
import com.pulumi.aws.secretsmanager.inputs.SecretRotationRotationRulesArgs;
import com.pulumi.core.Output;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One RDS instance of PostgreSQL for each service, in isolated subnets. */
final class Databases extends Component {

    static final int PORT = 5432;

    /** The start of the rotation window of the passwords. Tasks are replaced later, because they read secrets once. */
    static final String ROTATION = "cron(0 3 ? * SUN *)";

    static final String ROTATION_WINDOW = "1h";

    private static final int WEEK = 7;

    private final Database orders;
    private final Database invoices;

    /**
     * The settings of the databases.
     *
     * @param production whether to deploy with Multi-AZ, deletion protection and a final snapshot
     * @param version the major version of PostgreSQL
     * @param type the instance class, such as {@code db.t4g.micro}
     * @param storage GiB, 20 to 16,384; autoscaling grows it up to ten times, at most 65,536
     * @param backups the retention of backups for point-in-time recovery in days, 1 to 35; at least 7 in production
     * @param ordersSnapshot the snapshot from which the database of Orders is restored, if any
     * @param invoicesSnapshot the snapshot from which the database of Invoices is restored, if any
     */
    record Inputs(
            String prefix,
            boolean production,
            String version,
            String type,
            int storage,
            int backups,
            Optional<String> ordersSnapshot,
            Optional<String> invoicesSnapshot) {

        Inputs {
            if (!version.matches("1[3-9]|[2-9]\\d")) {
                throw new IllegalArgumentException(
                        "caravana:databaseVersion is " + version + ": it must be a major version, 13 or later");
            }
            if (storage < 20 || storage > 16_384) {
                throw new IllegalArgumentException(
                        "caravana:databaseStorage is " + storage + ": it must be 20 to 16384 GiB");
            }
            if (backups < (production ? WEEK : 1) || backups > 35) {
                throw new IllegalArgumentException("caravana:databaseBackups is " + backups
                        + ": it must be 1 to 35 days, at least 7 in production");
            }
        }
    }

    /** A database with its endpoint, JDBC URL and the ARN of the secret with its credentials. */
    record Database(SecuredEndpoint endpoint, Output<String> url, Output<String> secret) {

        Credential username() {
            return new Credential(secret, "username");
        }

        Credential password() {
            return new Credential(secret, "password");
        }
    }

    Databases(String name, Inputs inputs, Network network, Observability observability) {
        super("Databases", name, null);
        SubnetGroup subnets = new SubnetGroup(
                name,
                SubnetGroupArgs.builder()
                        .subnetIds(network.isolatedSubnets())
                        .description("Isolated subnets")
                        .build(),
                owned());
        ParameterGroup parameters = new ParameterGroup(
                name,
                ParameterGroupArgs.builder()
                        .family("postgres" + inputs.version())
                        .description("TLS only")
                        .parameters(ParameterGroupParameterArgs.builder()
                                .name("rds.force_ssl")
                                .value("1")
                                .build())
                        .build(),
                owned());
        orders = database("orders", inputs, inputs.ordersSnapshot(), network, observability, subnets, parameters);
        invoices = database("invoices", inputs, inputs.invoicesSnapshot(), network, observability, subnets, parameters);
        registerOutputs(Map.of("orders", orders.url(), "invoices", invoices.url()));
    }

    private Database database(
            String service,
            Inputs inputs,
            Optional<String> snapshot,
            Network network,
            Observability observability,
            SubnetGroup subnets,
            ParameterGroup parameters) {
        // A restored instance exists beside the instance that it replaces, so it has a different identifier (at most 63
        // characters).
        String identifier = inputs.prefix() + "-" + service
                + snapshot.map(from -> "-from-" + "%08x".formatted(from.hashCode()))
                        .orElse("");
        // Otherwise RDS creates the log group, without a retention period.
        LogGroup log = observability.logGroup(
                service + "-database", "/aws/rds/instance/" + identifier + "/postgresql", owned());
        SecurityGroup securityGroup =
                SecuredEndpoint.securityGroup(named(service), "The database of " + service, network.vpc(), owned());
        InstanceArgs.Builder server = InstanceArgs.builder()
                .identifier(identifier)
                .engine("postgres")
                .engineVersion(inputs.version())
                .instanceClass(inputs.type())
                .storageType("gp3")
                .allocatedStorage(inputs.storage())
                .maxAllocatedStorage(Math.min(10 * inputs.storage(), 65_536))
                .storageEncrypted(true)
                .dbName(service)
                .username(service)
                .manageMasterUserPassword(true)
                .dbSubnetGroupName(subnets.name())
                .vpcSecurityGroupIds(securityGroup.id().applyValue(List::of))
                .publiclyAccessible(false)
                .port(PORT)
                .parameterGroupName(parameters.name())
                .caCertIdentifier("rds-ca-rsa2048-g1")
                .multiAz(inputs.production())
                .backupRetentionPeriod(inputs.backups())
                .backupWindow("01:00-01:30")
                .maintenanceWindow("Mon:02:00-Mon:03:00")
                .copyTagsToSnapshot(true)
                .deleteAutomatedBackups(!inputs.production())
                .deletionProtection(inputs.production())
                .skipFinalSnapshot(!inputs.production())
                .autoMinorVersionUpgrade(true)
                .enabledCloudwatchLogsExports("postgresql")
                .applyImmediately(!inputs.production());
        if (inputs.production()) {
            server.finalSnapshotIdentifier(identifier + "-final");
        }
        snapshot.ifPresent(server::snapshotIdentifier);
        Instance instance = new Instance(
                named(service), server.build(), child().dependsOn(log).build());
        Output<String> secret = instance.masterUserSecrets()
                .applyValue(secrets -> secrets.get(0).secretArn().orElseThrow());
        new SecretRotation(
                named(service),
                SecretRotationArgs.builder()
                        .secretId(secret)
                        .rotateImmediately(false)
                        .rotationRules(SecretRotationRotationRulesArgs.builder()
                                .scheduleExpression(ROTATION)
                                .duration(ROTATION_WINDOW)
                                .build())
                        .build(),
                owned());
        // TLS without verification of the certificate: the CA of RDS is not in the trust store of the JVM.
        Output<String> url =
                Output.format("jdbc:postgresql://%s:%s/%s?sslmode=require", instance.address(), PORT, service);
        return new Database(new SecuredEndpoint(service + "-database", securityGroup, PORT), url, secret);
    }

    Database orders() {
        return orders;
    }

    Database invoices() {
        return invoices;
    }
}
