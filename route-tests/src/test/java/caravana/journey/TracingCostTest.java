package caravana.journey;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.Infrastructure;
import caravana.localstack.Ports;
import caravana.localstack.ServiceProcess;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The CPU cost of tracing: the CPU time of both services for an order, with every span sent over OTLP and with {@code
 * OTEL_SDK_DISABLED}. Both pairs of services run at the same time and receive orders in turn, so that other load on the
 * machine affects both. Only the C1 compiler is used: C2 would be active for longer than this test runs, and would use
 * more CPU than tracing. Run it with {@code ./mvnw verify -Ptracing-cost}.
 */
@Tag("tracing-cost")
class TracingCostTest {

    private static final int WARM_UP = 2_000;
    private static final int ROUNDS = 15;
    private static final int ORDERS = 500;
    private static final double AT_MOST = 1.15;
    private static final Duration SETTLED = Duration.ofMinutes(2);

    private final AtomicLong received = new AtomicLong();
    private HttpServer collector;
    private TwoServices traced;
    private TwoServices untraced;

    @BeforeEach
    void startBoth() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(Ports.LOOPBACK, 0), 0);
        collector.createContext("/v1/traces", this::take);
        collector.start();
        String endpoint =
                "http://" + Ports.LOOPBACK + ":" + collector.getAddress().getPort();
        traced = services(
                "traced",
                Map.of(
                        "OTEL_TRACES_EXPORTER",
                        "otlp",
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        endpoint,
                        // The default value: other tests set a lower one to get spans sooner.
                        "OTEL_BSP_SCHEDULE_DELAY",
                        "5000"));
        untraced = services("untraced", Map.of("OTEL_SDK_DISABLED", "true"));
        traced.start();
        untraced.start();
        traced.awaitReady();
        untraced.awaitReady();
    }

    private static TwoServices services(String purpose, Map<String, String> telemetry) throws IOException {
        return new TwoServices(
                purpose,
                telemetry,
                Infrastructure.broker().environment(),
                Infrastructure.database("cost_orders_" + purpose),
                Infrastructure.database("cost_invoices_" + purpose));
    }

    private void take(HttpExchange spans) throws IOException {
        try (spans) {
            received.addAndGet(spans.getRequestBody().readAllBytes().length);
            spans.sendResponseHeaders(200, -1);
        }
    }

    @AfterEach
    void stopBoth() {
        untraced.close();
        traced.close();
        collector.stop(0);
    }

    @Test
    void tracingUsesLittleOfTheCpuOfAnOrder() throws Exception {
        for (int orders = 0; orders < WARM_UP; orders += ORDERS) {
            millisAnOrder(traced);
            millisAnOrder(untraced);
        }
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            // The two take turns in running first, because the load of the machine changes in between.
            double without = round % 2 == 0 ? millisAnOrder(untraced) : 0;
            double with = millisAnOrder(traced);
            without = round % 2 == 0 ? without : millisAnOrder(untraced);
            ratios.add(with / without);
            System.out.printf("CPU per order: %.2f ms traced, %.2f ms untraced, %.3f%n", with, without, with / without);
        }
        ratios.sort(null);
        double median = ratios.get(ROUNDS / 2);
        long bytes = received.get() / (WARM_UP + ROUNDS * ORDERS);
        System.out.printf(
                "Median of %d pairs of %d orders: %.3f (%.3f to %.3f); %d bytes of spans per order%n",
                ROUNDS, ORDERS, median, ratios.get(0), ratios.get(ROUNDS - 1), bytes);
        assertThat(bytes)
                .as("bytes of spans for each order: a lower value means that spans were dropped")
                .isGreaterThan(4_000);
        assertThat(median).isLessThanOrEqualTo(AT_MOST);
    }

    /** From the first request to the last event. CPU time of other processes does not count. */
    private static double millisAnOrder(TwoServices services) throws Exception {
        long before = cpuMillis(services.orders()) + cpuMillis(services.invoices());
        try (OrderClients shoppers = new OrderClients(services.ordersApi(), List.of("demo"))) {
            shoppers.placeAll(ORDERS);
        }
        services.databases().awaitSettled(SETTLED);
        return (cpuMillis(services.orders()) + cpuMillis(services.invoices()) - before) / (double) ORDERS;
    }

    private static long cpuMillis(ServiceProcess service) {
        return ProcessHandle.of(service.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow()
                .toMillis();
    }
}
