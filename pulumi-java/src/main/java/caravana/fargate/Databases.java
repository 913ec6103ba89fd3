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

/** A PostgreSQL of its own for each service, in subnets from which no way leads out. */
final class Databases extends Component {

    static final int PORT = 5432;

    /** When RDS changes the passwords, within an hour from then; tasks are replaced afterwards, as they read them once. */
    static final String ROTATION = "cron(0 3 ? * SUN *)";

    static final String ROTATION_WINDOW = "1h";

    private static final int WEEK = 7;

    private final Database orders;
    private final Database invoices;

    /**
     * What the servers are.
     *
     * @param production two zones, protection from deletion and a last snapshot
     * @param version the major version of PostgreSQL
     * @param type such as {@code db.t4g.micro}
     * @param storage GiB, 20 to 16,384; each grows to ten times of it by itself, 65,536 at the most
     * @param backups how many days back a server can be restored to any moment, 1 to 35
     * @param ordersSnapshot the snapshot that the server of Orders begins with, if any
     * @param invoicesSnapshot the snapshot that the server of Invoices begins with, if any
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
                        "caravana:databaseVersion is " + version + ": it must be a major version from 13 on");
            }
            if (storage < 20 || storage > 16_384) {
                throw new IllegalArgumentException(
                        "caravana:databaseStorage is " + storage + ": it must be 20 to 16384 GiB");
            }
            if (backups < (production ? WEEK : 1) || backups > 35) {
                throw new IllegalArgumentException("caravana:databaseBackups is " + backups
                        + ": it must be 1 to 35 days, and 7 at the least in production");
            }
        }
    }

    /** A database, as its service sees it. */
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
                        .description("Without a way out")
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
        // A restored server stands beside the one that it replaces, under a name of its own, of 63 characters at the
        // most.
        String identifier = inputs.prefix() + "-" + service
                + snapshot.map(from -> "-from-" + "%08x".formatted(from.hashCode()))
                        .orElse("");
        // Before RDS creates it itself, and keeps its lines for ever.
        LogGroup log = observability.logGroup(
                service + "-database", "/aws/rds/instance/" + identifier + "/postgresql", owned());
        SecurityGroup guard =
                SecuredEndpoint.guard(named(service), "The database of " + service, network.vpc(), owned());
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
                .vpcSecurityGroupIds(guard.id().applyValue(List::of))
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
        // Encrypted, but not verified: the authority of RDS is in no JVM, so its certificate would have to be in the
        // image.
        // From these subnets the name of a server leads nowhere else.
        Output<String> url =
                Output.format("jdbc:postgresql://%s:%s/%s?sslmode=require", instance.address(), PORT, service);
        return new Database(new SecuredEndpoint(service + "-database", guard, PORT), url, secret);
    }

    Database orders() {
        return orders;
    }

    Database invoices() {
        return invoices;
    }
}
