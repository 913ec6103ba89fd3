package caravana.fargate;

import com.pulumi.resources.Resource;
import java.util.Map;

/** The Orders service: accepts orders and consumes {@code invoice.issued.v1}. */
final class OrdersService extends Component {

    static final int PORT = 8081;
    static final int MANAGEMENT_PORT = 9081;
    static final String QUEUE = "orders.invoice-issued";

    private final FargateService tasks;

    OrdersService(String name, JavaService.Inputs inputs) {
        super("OrdersService", name, null);
        tasks = JavaService.deploy(name, PORT, MANAGEMENT_PORT, QUEUE, inputs, this);
        registerOutputs(Map.of());
    }

    SecuredEndpoint endpoint() {
        return tasks.endpoint();
    }

    Resource service() {
        return tasks.service();
    }
}
