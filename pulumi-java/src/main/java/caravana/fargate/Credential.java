package caravana.fargate;

import com.pulumi.aws.secretsmanager.Secret;
import com.pulumi.aws.secretsmanager.SecretArgs;
import com.pulumi.aws.secretsmanager.SecretVersion;
import com.pulumi.aws.secretsmanager.SecretVersionArgs;
import com.pulumi.core.Output;
import com.pulumi.resources.CustomResourceOptions;
import java.util.Map;

/**
 * A field of a secret in Secrets Manager, which holds a JSON object.
 *
 * @param secret the ARN of the secret
 */
record Credential(Output<String> secret, String field) {

    /** What a task definition names it by. */
    Output<String> valueFrom() {
        return secret.applyValue(arn -> arn + ":" + field + "::");
    }

    /**
     * Stores a secret and answers its ARN.
     *
     * @param production whether a deleted one can be had back for 30 days; its name is taken for as long
     */
    static Output<String> store(
            String name,
            String holds,
            Map<String, Output<String>> fields,
            boolean production,
            CustomResourceOptions options) {
        Secret secret = new Secret(
                name,
                SecretArgs.builder()
                        .description(holds)
                        .recoveryWindowInDays(production ? 30 : 0)
                        .build(),
                options);
        SecretVersion content = new SecretVersion(
                name,
                SecretVersionArgs.builder()
                        .secretId(secret.id())
                        .secretString(Json.settled(fields).applyValue(Json::of).asSecret())
                        .build(),
                options);
        // Of the content: whoever asks for the secret comes after it.
        return content.arn();
    }
}
