package caravana.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.fixture.Answer;
import caravana.localstack.ServiceProcess;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Kills a service while orders come in, and starts it again. */
@ExtendWith(RunningServices.class)
class ProcessKillTest {

    private static final int ORDERS = 200;
    private static final Duration SOON = Duration.ofMinutes(2);

    private final TwoServices services;

    ProcessKillTest(TwoServices services) {
        this.services = services;
    }

    @Test
    void acceptedOrdersSurviveAKillOfOrders() throws Exception {
        try (OrderClients clients = new OrderClients(services.ordersApi(), List.of("anvil", "brick"))) {
            survives(services.orders(), clients, () -> clients.accepted().size() > ORDERS / 4);
        }
    }

    @Test
    void noInvoiceIsLostOrDuplicatedByAKillOfInvoices() throws Exception {
        long before = services.databases().invoiceCount();
        try (OrderClients clients = new OrderClients(services.ordersApi(), List.of("anvil", "cedar"))) {
            survives(services.invoices(), clients, () -> services.databases().invoiceCount() > before + ORDERS / 4);
        }
    }

    @Test
    void idempotentResponsesSurviveAKillOfOrders() throws Exception {
        String key = UUID.randomUUID().toString();
        Answer before =
                services.ordersApi().as("anvil").post("/orders", new OrderForm(1).json(), "Idempotency-Key", key);
        assertThat(before.status()).isEqualTo(201);
        services.orders().kill();
        services.orders().start();
        services.orders().awaitReady(TwoServices.START_TIMEOUT);

        Answer after =
                services.ordersApi().as("anvil").post("/orders", new OrderForm(1).json(), "Idempotency-Key", key);
        assertThat(after.status()).isEqualTo(201);
        assertThat(after.body()).isEqualTo(before.body());
        Answer other =
                services.ordersApi().as("anvil").post("/orders", new OrderForm(2).json(), "Idempotency-Key", key);
        assertThat(other.status()).isEqualTo(422);
    }

    private void survives(ServiceProcess victim, OrderClients clients, Callable<Boolean> inTheMiddle) throws Exception {
        List<? extends Future<?>> placing = clients.place(ORDERS);
        await("some orders are being processed")
                .pollInterval(Duration.ofMillis(10))
                .atMost(SOON)
                .until(inTheMiddle);
        victim.kill();
        assertThat(victim.isAlive()).isFalse();
        victim.start();
        victim.awaitReady(TwoServices.START_TIMEOUT);

        OrderClients.awaitAll(placing);
        assertThat(clients.acceptedIds()).hasSize(ORDERS).doesNotHaveDuplicates();
        services.databases().awaitSettled(SOON);
        services.databases().assertOneInvoiceForEachOrder(clients.acceptedIds());
    }
}
