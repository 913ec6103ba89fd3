package caravana.fargate;

import com.pulumi.resources.ComponentResource;
import com.pulumi.resources.ComponentResourceOptions;
import com.pulumi.resources.CustomResourceOptions;
import com.pulumi.resources.Resource;

/** A Pulumi component resource; the names of its children start with its own name. */
abstract class Component extends ComponentResource {

    private final String name;

    Component(String type, String name, Resource parent) {
        super("caravana:fargate:" + type, name, options(parent));
        this.name = name;
    }

    private static ComponentResourceOptions options(Resource parent) {
        return ComponentResourceOptions.builder().parent(parent).build();
    }

    String name() {
        return name;
    }

    String named(String child) {
        return name + "-" + child;
    }

    CustomResourceOptions.Builder child() {
        CustomResourceOptions.Builder options = CustomResourceOptions.builder();
        options.parent(this);
        return options;
    }

    CustomResourceOptions owned() {
        return child().build();
    }
}
