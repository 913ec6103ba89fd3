package caravana.gateway;

import java.net.URI;
import java.util.Map;

/**
 * The gateway in front of two echo services: a simulator that follows {@code kong.yml}, or the real Kong that the
 * system property {@code caravana.gateway} names. A real Kong forwards to the ports of the design.
 */
final class Gateway implements AutoCloseable {

    private static final String REAL = System.getProperty("caravana.gateway");

    final Echo orders = new Echo(REAL == null ? 0 : 8081);
    final Echo invoices = new Echo(REAL == null ? 0 : 8082);
    final URI url;
    private final KongSimulator standIn;

    Gateway() {
        if (REAL == null) {
            standIn = new KongSimulator(
                    KongFile.rendered(), Map.of("orders:8081", orders.url(), "invoices:8082", invoices.url()));
            url = standIn.url();
        } else {
            standIn = null;
            url = URI.create(REAL);
        }
    }

    /** The service that receives requests for a path. */
    Echo behind(String path) {
        return path.contains("order") ? orders : invoices;
    }

    boolean isReal() {
        return REAL != null;
    }

    int receivedCount() {
        return orders.received().size() + invoices.received().size();
    }

    @Override
    public void close() {
        if (standIn != null) {
            standIn.close();
        }
        orders.close();
        invoices.close();
    }
}
