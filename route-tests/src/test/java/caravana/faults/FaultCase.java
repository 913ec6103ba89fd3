package caravana.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One fault under load, and then the count: every order has exactly one invoice, whatever has happened. A class of
 * tests goes on with the same services as long as each case leaves them running and with nothing to do.
 */
final class FaultCase implements AutoCloseable {

    /** Orders: as many as three seconds of load bring. */
    static final int SOME = 3 * Load.ORDERS_PER_SECOND;

    private static final Duration SOON = Duration.ofMinutes(2);

    private final Servers servers;
    private final String name;
    private int systems;
    private int cases;
    private SystemUnderTest system;
    /** Whether the services have settings of one case alone. */
    private boolean special;
    /** Whether the last case left everything running, settled and with the usual settings. */
    private boolean reusable;

    FaultCase(Servers servers, String name) {
        this.servers = servers;
        this.name = name;
    }

    /** The services of the next case. */
    SystemUnderTest system() {
        return reusable ? system : system(Map.of());
    }

    /** Services that have these environment variables, for the next case. */
    SystemUnderTest system(Map<String, String> variables) {
        close();
        special = !variables.isEmpty();
        systems++;
        system = new SystemUnderTest(name + systems, servers, variables).start();
        return system;
    }

    @Override
    public void close() {
        reusable = false;
        if (system != null) {
            system.close();
            system = null;
        }
    }

    /** Something that breaks, and is whole again when this returns. */
    @FunctionalInterface
    interface Fault {
        void happen(Load load, Random random) throws Exception;
    }

    /** What is still to come when all orders are invoiced. */
    @FunctionalInterface
    interface Aftermath {
        void come(List<String> merchants) throws Exception;
    }

    void survives(String name, Fault fault) throws Exception {
        survives(name, fault, merchants -> {});
    }

    void survives(String name, Fault fault, Aftermath aftermath) throws Exception {
        reusable = false;
        cases++;
        String number = Integer.toString(cases);
        List<String> merchants = List.of("north-" + number, "east-" + number, "south-" + number, "west-" + number);
        // A test of its own has the same random numbers as all together.
        Random random = new Random(Report.SEED + name.hashCode());
        Duration recovery = null;
        try (Load load = Load.start(system.orders().apis(), merchants)) {
            try {
                load.awaitAccepted(SOME);
                fault.happen(load, random);
                Instant over = Instant.now();
                load.awaitAccepted(1);
                system.ledger().awaitInvoiced(merchants, over, SOON);
                recovery = Duration.between(over, Instant.now());
                load.awaitAccepted(SOME);
                load.stop();
                system.awaitReady();
                system.awaitSettled();
                aftermath.come(merchants);
            } finally {
                servers.startAll();
                servers.report.fault(name, system.ledger().count(merchants, load.accepted()), recovery);
            }
            assertThat(system.ledger().count(merchants, load.accepted()).isClean())
                    .isTrue();
            assertThat(load.unexpected()).isEmpty();
            system.databases().assertOneInvoiceForEachOrder(load.accepted().keySet());
            for (String queue : system.deadLetterQueues()) {
                assertThat(system.messages().waiting(queue)).as(queue).isZero();
            }
        }
        servers.report.passed();
        reusable = !special;
    }

    void awaitPublishedWithoutBeingMarked() {
        await("an order is invoiced whose event is still in the outbox")
                .atMost(SOON)
                .until(() -> system.ledger().publishedWithoutBeingMarked() > 0);
    }
}
