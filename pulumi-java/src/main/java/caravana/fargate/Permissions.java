package caravana.fargate;

import com.pulumi.aws.AwsFunctions;
import com.pulumi.aws.iam.Role;
import com.pulumi.aws.iam.RoleArgs;
import com.pulumi.aws.iam.RolePolicy;
import com.pulumi.aws.iam.RolePolicyArgs;
import com.pulumi.core.Output;
import com.pulumi.resources.CustomResourceOptions;
import java.util.List;
import java.util.Map;

/** IAM roles and policies. */
final class Permissions {

    private static final String VERSION = "2012-10-17";

    private Permissions() {}

    /** An {@code Allow} statement of a policy. */
    record Grant(List<String> actions, List<Output<String>> resources) {

        Grant {
            if (actions.isEmpty() || resources.isEmpty()) {
                throw new IllegalArgumentException("a grant needs actions and resources");
            }
        }

        private Output<Map<String, Object>> statement() {
            return Output.all(resources)
                    .applyValue(arns -> Map.of(
                            "Effect",
                            "Allow",
                            "Action",
                            actions,
                            "Resource",
                            arns.stream().distinct().sorted().toList()));
        }
    }

    /** The id of the current AWS account. */
    static Output<String> account() {
        return AwsFunctions.getCallerIdentity().applyValue(identity -> identity.accountId());
    }

    /** Creates a role that an AWS service can assume, for resources of this account only. */
    static Role role(String name, String service, CustomResourceOptions options) {
        Output<String> trust = account()
                .applyValue(id -> document(List.of(Map.of(
                        "Effect",
                        "Allow",
                        "Action",
                        "sts:AssumeRole",
                        "Principal",
                        Map.of("Service", service),
                        "Condition",
                        Map.of("StringEquals", Map.of("aws:SourceAccount", id))))));
        return new Role(name, RoleArgs.builder().assumeRolePolicy(trust).build(), options);
    }

    static RolePolicy allow(String name, Role role, List<Grant> grants, CustomResourceOptions options) {
        Output<String> policy = Output.all(grants.stream().map(Grant::statement).toList())
                .applyValue(statements -> document(List.copyOf(statements)));
        return new RolePolicy(
                name, RolePolicyArgs.builder().role(role.name()).policy(policy).build(), options);
    }

    static String document(List<Object> statements) {
        return Json.of(Map.of("Version", VERSION, "Statement", statements));
    }
}
