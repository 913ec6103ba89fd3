package caravana.localstack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.io.FileUtils;
import org.apache.commons.io.IOUtils;
import org.slf4j.LoggerFactory;

/** The main class of {@code ./run}. */
public final class Launcher {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;
    private static final Duration TRACE_TIMEOUT = Duration.ofSeconds(30);

    private final WorkingTree checkout;
    private final Options options;
    private final Map<String, String> environment;
    private final Console console;

    private Launcher(WorkingTree checkout, Options options, Map<String, String> environment, Console console) {
        this.checkout = checkout;
        this.options = options;
        this.environment = environment;
        this.console = console;
    }

    /** Runs the local stack with the given options, and exits. */
    public static void main(String[] arguments) throws IOException {
        Console console = new Console();
        try {
            Options options = Options.parse(List.of(arguments));
            if (options.help()) {
                console.say(help());
                return;
            }
            WorkingTree checkout = WorkingTree.ofRun();
            // Sends library logs to a file; must be set before the first logger is created.
            System.setProperty(
                    "org.slf4j.simpleLogger.logFile", checkout.log("launcher").toString());
            System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
            Files.createDirectories(checkout.log("launcher").getParent());
            System.exit(new Launcher(checkout, options, new TreeMap<>(System.getenv()), console).run());
        } catch (Options.Misuse e) {
            console.error(e.getMessage() + " (./run --help lists the options)");
            System.exit(MISUSED);
        } catch (StartFailure e) {
            console.error(e.getMessage());
            System.exit(FAILED);
        }
    }

    private static String help() throws IOException {
        return IOUtils.toString(Launcher.class.getResource("help.txt"), StandardCharsets.UTF_8)
                .stripTrailing();
    }

    private int run() throws IOException {
        RunLock lock = RunLock.take(checkout);
        LocalStack stack = new LocalStack(checkout, environment, console);
        Signals.onEnd(number -> {
            stop(stack);
            System.exit(128 + number);
        });
        try {
            return run(stack);
        } catch (RuntimeException e) {
            // Ctrl-C stops components that are still starting: this is not a failure.
            if (!stack.isClosed()) {
                explain(e);
            }
            return FAILED;
        } finally {
            stop(stack);
            lock.release();
        }
    }

    private void stop(LocalStack stack) {
        if (!stack.isClosed()) {
            console.say("Stopping");
        }
        stack.close();
    }

    private int run(LocalStack stack) throws IOException {
        if (options.fresh()) {
            EmbeddedPostgresServer.stopOrphan(checkout.data().resolve("postgres"));
            FileUtils.deleteDirectory(checkout.data().toFile());
        }
        console.say("Starting Caravana: data in " + checkout.shown(checkout.data()) + ", logs in "
                + checkout.shown(checkout.log("launcher").getParent()));
        stack.start();
        boolean fine = work(stack);
        if (options.once()) {
            return fine ? 0 : FAILED;
        }
        console.say("""

                Orders    %1$s/docs
                Invoices  %2$s/docs
                Zipkin    %3$s/zipkin/
                Ctrl-C stops everything.""".formatted(
                        stack.orders().baseUrl(),
                        stack.invoices().baseUrl(),
                        stack.viewer().url()));
        stack.awaitUnexpectedEnd();
        return FAILED;
    }

    private boolean work(LocalStack stack) {
        CaravanaClient shop =
                new CaravanaClient(stack.orders().baseUrl(), stack.invoices().baseUrl());
        if (options.orders().isEmpty()) {
            return new SampleOrder(shop, console)
                    .placeAndAwaitInvoice()
                    .map(traceId -> isTraceComplete(stack.viewer(), traceId))
                    .orElse(false);
        }
        OrdersRun.Summary summary = new OrdersRun(shop, console)
                .place(new OrdersFile(options.orders().get()));
        console.say(summary.text());
        boolean whole = summary.firstTraceId()
                .map(traceId -> isTraceComplete(stack.viewer(), traceId))
                .orElse(false);
        if (!summary.succeeded()) {
            console.error(
                    summary.lines() == 0
                            ? options.orders().get() + " contains no order"
                            : "not every line of " + options.orders().get()
                                    + " became an invoice of the expected total");
        }
        return whole && summary.succeeded();
    }

    private boolean isTraceComplete(TraceViewer viewer, String traceId) {
        Optional<Trace> whole = Polling.until(
                TRACE_TIMEOUT,
                () -> viewer.stableTrace(traceId).filter(trace -> trace.gap().isEmpty()));
        if (whole.isPresent()) {
            console.say("Trace " + viewer.pageOf(traceId) + "  complete: "
                    + whole.get().summary());
            return true;
        }
        console.say("Trace " + viewer.pageOf(traceId));
        String own = String.join(
                ", ",
                environment.keySet().stream()
                        .filter(name -> name.startsWith("OTEL_"))
                        .toList());
        console.error("the trace is incomplete: " + viewer.trace(traceId).gap().orElse("it was complete too late")
                + (own.isEmpty() ? "" : " (" + own + " in your environment)"));
        return false;
    }

    private void explain(RuntimeException failure) {
        console.error(
                failure instanceof StartFailure
                        ? failure.getMessage()
                        : "unexpected " + failure.getClass().getSimpleName() + ": " + StartFailure.reason(failure)
                                + " (" + checkout.shown(checkout.log("launcher")) + ")");
        LoggerFactory.getLogger(Launcher.class).error("unexpected end", failure);
    }
}
