package caravana.fargate;

import com.pulumi.aws.secretsmanager.Secret;
import com.pulumi.aws.secretsmanager.SecretArgs;
import com.pulumi.aws.secretsmanager.SecretVersion;
import com.pulumi.aws.secretsmanager.SecretVersionArgs;
import com.pulumi.core.Output;
import com.pulumi.resources.CustomResourceOptions;
import java.util.Map;

/**
 * A field of a secret in Secrets Manager whose value is a JSON object.
 *
 * @param secret the ARN of the secret
 */
record Credential(Output<String> secret, String field) {

    /** The {@code valueFrom} of a secret in a task definition. */
    Output<String> valueFrom() {
        return secret.applyValue(arn -> arn + ":" + field + "::");
    }

    /**
     * Creates a secret and returns its ARN.
     *
     * @param production whether a deleted secret can be recovered for 30 days, during which its name stays in use
     */
    static Output<String> store(
            String name,
            String description,
            Map<String, Output<String>> fields,
            boolean production,
            CustomResourceOptions options) {
        Secret secret = new Secret(
                name,
                SecretArgs.builder()
                        .description(description)
                        .recoveryWindowInDays(production ? 30 : 0)
                        .build(),
                options);
        SecretVersion content = new SecretVersion(
                name,
                SecretVersionArgs.builder()
                        .secretId(secret.id())
                        .secretString(Json.resolved(fields).applyValue(Json::of).asSecret())
                        .build(),
                options);
        // The ARN of the version, so that dependent resources wait until the secret has a value.
        return content.arn();
    }
}
