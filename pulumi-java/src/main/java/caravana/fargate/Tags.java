package caravana.fargate;

import com.pulumi.core.Output;
import com.pulumi.deployment.Deployment;
import com.pulumi.resources.ResourceArgs;
import com.pulumi.resources.ResourceTransformation;
import java.util.Map;
import java.util.Optional;

/** Tags every resource that can have tags: whose it is, of which stack, and its name, which AWS's console shows. */
final class Tags implements ResourceTransformation {

    @Override
    public Optional<Result> apply(Args resource) {
        ResourceArgs plain = resource.args();
        if (plain == null) {
            return Optional.empty();
        }
        try {
            // No interface tells which resources have tags; all have builders of the same shape.
            Object builder =
                    plain.getClass().getMethod("builder", plain.getClass()).invoke(null, plain);
            builder.getClass()
                    .getMethod("tags", Output.class)
                    .invoke(builder, Output.of(of(resource.resource().pulumiResourceName())));
            ResourceArgs tagged =
                    (ResourceArgs) builder.getClass().getMethod("build").invoke(builder);
            return Optional.of(new Result(tagged, resource.options()));
        } catch (NoSuchMethodException hasNoTags) {
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot tag " + resource.resource().pulumiResourceName(), e);
        }
    }

    private static Map<String, String> of(String name) {
        return Map.of(
                "Name",
                name,
                "Project",
                "caravana",
                "Stack",
                Deployment.getInstance().getStackName(),
                "ManagedBy",
                "pulumi");
    }
}
