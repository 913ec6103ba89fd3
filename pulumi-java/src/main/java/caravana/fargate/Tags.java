package caravana.fargate;

import com.pulumi.core.Output;
import com.pulumi.deployment.Deployment;
import com.pulumi.resources.ResourceArgs;
import com.pulumi.resources.ResourceTransformation;
import java.util.Map;
import java.util.Optional;

/** Adds the tags Name, Project, Stack and ManagedBy to each resource that supports tags. */
final class Tags implements ResourceTransformation {

    @Override
    public Optional<Result> apply(Args resource) {
        ResourceArgs plain = resource.args();
        if (plain == null) {
            return Optional.empty();
        }
        try {
            // Resources with tags share no interface, but their builders have the same methods.
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
