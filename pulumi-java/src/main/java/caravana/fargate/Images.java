package caravana.fargate;

import com.pulumi.aws.ecr.LifecyclePolicy;
import com.pulumi.aws.ecr.LifecyclePolicyArgs;
import com.pulumi.aws.ecr.Repository;
import com.pulumi.aws.ecr.RepositoryArgs;
import com.pulumi.aws.ecr.inputs.RepositoryEncryptionConfigurationArgs;
import com.pulumi.aws.ecr.inputs.RepositoryImageScanningConfigurationArgs;
import com.pulumi.core.Output;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An ECR repository for each image, with immutable tags and scan on push. */
final class Images extends Component {

    /** The targets of the Dockerfile, and a copy of the OpenTelemetry Collector's image. */
    static final List<String> NAMES = List.of("orders", "invoices", "kong", "collector");

    private static final int KEPT = 50;

    private final Map<String, Repository> repositories = new LinkedHashMap<>();

    /**
     * The settings of the repositories.
     *
     * @param prefix the prefix of the names, such as {@code caravana-dev}
     * @param production whether a repository that contains images cannot be deleted
     */
    record Inputs(String prefix, boolean production) {}

    /** An image, and the ARN of its repository, which an execution role must be allowed to read. */
    record Image(Output<String> uri, Output<String> repository) {}

    Images(String name, Inputs inputs) {
        super("Images", name, null);
        for (String image : NAMES) {
            Repository repository = new Repository(
                    image,
                    RepositoryArgs.builder()
                            .name(inputs.prefix() + "/" + image)
                            .imageTagMutability("IMMUTABLE")
                            .imageScanningConfiguration(RepositoryImageScanningConfigurationArgs.builder()
                                    .scanOnPush(true)
                                    .build())
                            .encryptionConfigurations(RepositoryEncryptionConfigurationArgs.builder()
                                    .encryptionType("AES256")
                                    .build())
                            .forceDelete(!inputs.production())
                            .build(),
                    owned());
            // Keeps old images for a rollback.
            new LifecyclePolicy(
                    image,
                    LifecyclePolicyArgs.builder()
                            .repository(repository.name())
                            .policy(Json.of(Map.of(
                                    "rules",
                                    List.of(Map.of(
                                            "rulePriority",
                                            1,
                                            "description",
                                            "The last " + KEPT,
                                            "selection",
                                            Map.of(
                                                    "tagStatus", "any",
                                                    "countType", "imageCountMoreThan",
                                                    "countNumber", KEPT),
                                            "action",
                                            Map.of("type", "expire"))))))
                            .build(),
                    owned());
            repositories.put(image, repository);
        }
        registerOutputs(Map.of("repositories", repositoryUrls()));
    }

    Image image(String name, String tag) {
        Repository repository = repositories.get(name);
        return new Image(repository.repositoryUrl().applyValue(url -> url + ":" + tag), repository.arn());
    }

    Output<List<String>> repositoryUrls() {
        return Output.all(
                repositories.values().stream().map(Repository::repositoryUrl).toList());
    }
}
