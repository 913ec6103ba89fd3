package caravana.fargate;

import caravana.fargate.FargateService.SharedResources;
import com.pulumi.Context;
import com.pulumi.Pulumi;
import com.pulumi.resources.StackOptions;

/**
 * The Pulumi program: load balancer, Kong, Orders and Invoices, a database for each service, and the broker. The
 * constructor parameters of a component are the components that it depends on.
 */
public final class Caravana {

    private Caravana() {}

    public static void main(String[] arguments) {
        Pulumi.withOptions(StackOptions.builder()
                        .resourceTransformations(new Tags())
                        .build())
                .run(Caravana::deploy);
    }

    static void deploy(Context context) {
        Settings settings = new Settings(context.config("caravana"), context.stackName());
        Images images = new Images("images", settings.images());
        context.export("repositories", images.repositoryUrls());
        if (settings.imagesOnly()) {
            return;
        }
        String tag = settings.imageTag();

        Network network = new Network("network", settings.network());
        Observability observability = new Observability("observability", settings.observability());
        Databases databases = new Databases("databases", settings.databases(), network, observability);
        Broker broker = new Broker("broker", settings.broker(), network);
        Cluster cluster = new Cluster("cluster", settings.cluster(), observability);
        SharedResources shared =
                new SharedResources(settings.prefix(), settings.production(), network, cluster, images, observability);

        OrdersService orders = new OrdersService(
                "orders", new JavaService.Inputs(shared, settings.services(), tag, databases.orders(), broker));
        InvoicesService invoices = new InvoicesService(
                "invoices", new JavaService.Inputs(shared, settings.services(), tag, databases.invoices(), broker));
        Gateway gateway = new Gateway(
                "kong",
                new Gateway.Inputs(
                        shared,
                        settings.gateway(),
                        tag,
                        settings.corsOrigin(),
                        settings.gatewayKeys(),
                        settings.entrance()),
                orders,
                invoices);

        context.export("orders", gateway.url().applyValue(url -> url + "/orders"));
        context.export("invoices", gateway.url().applyValue(url -> url + "/invoices"));
        context.export("docs", gateway.url().applyValue(url -> url + "/docs/orders"));
    }
}
