package caravana.orders;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;

/**
 * Makes an endpoint fail on demand. The route is advised once for each Camel context and is what it was while no fault
 * is planned, so that all tests can share one context.
 */
public final class Faults implements Processor {

    private final AtomicInteger calls = new AtomicInteger();
    private volatile Processor fault = Faults::none;

    private Faults() {}

    /** The faults of the endpoint that one route sends to. */
    public static Faults of(CamelContext camel, String routeId, String endpointPattern) {
        String name = "faults of " + endpointPattern;
        Faults known = camel.getRegistry().lookupByNameAndType(name, Faults.class);
        if (known != null) {
            known.heal();
            return known;
        }
        Faults faults = new Faults();
        try {
            AdviceWith.adviceWith(
                    camel,
                    routeId,
                    false,
                    route -> route.interceptSendToEndpoint(endpointPattern).process(faults));
        } catch (Exception e) {
            throw new IllegalStateException("cannot advise " + routeId, e);
        }
        camel.getRegistry().bind(name, faults);
        return faults;
    }

    /** From now on the endpoint does what it always did. */
    public void heal() {
        calls.set(0);
        fault = Faults::none;
    }

    /** The next calls fail. */
    public void fail(int times, Supplier<Exception> failure) {
        calls.set(0);
        fault = exchange -> {
            if (calls.get() <= times) {
                throw failure.get();
            }
        };
    }

    /** Every call goes through this first. */
    public void before(Processor step) {
        calls.set(0);
        fault = step;
    }

    /** How often the endpoint was called since the fault was planned. */
    public int calls() {
        return calls.get();
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        calls.incrementAndGet();
        fault.process(exchange);
    }

    private static void none(Exchange exchange) {
        // Nothing is planned.
    }
}
