package caravana.fargate;

import com.pulumi.resources.Resource;
import java.util.Map;

/** The Invoices service: consumes {@code order.placed.v1} and issues invoices. */
final class InvoicesService extends Component {

    static final int PORT = 8082;
    static final int MANAGEMENT_PORT = 9082;
    static final String QUEUE = "invoices.order-placed";

    private final FargateService tasks;

    InvoicesService(String name, JavaService.Inputs inputs) {
        super("InvoicesService", name, null);
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
