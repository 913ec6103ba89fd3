package caravana.faults;

import caravana.faults.Ledger.Count;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The table of a run, printed at its end, and written where {@code faults.report} says. */
final class Report implements ExtensionContext.Store.CloseableResource {

    static final long SEED = Long.getLong("faults.seed", 20_261_122);

    private static final Path ALWAYS = Path.of("target", "faults.md");

    private final List<String> faults = new ArrayList<>();
    private final List<String> guards = new ArrayList<>();
    private final List<String> backlog = new ArrayList<>();
    private final String broker;
    private final String database;
    private int passed;

    Report(String broker, String database) {
        this.broker = broker;
        this.database = database;
    }

    synchronized void fault(String fault, Count count, Duration recovery) {
        String seconds = recovery == null ? "never" : String.format(Locale.ROOT, "%.1f", recovery.toMillis() / 1e3);
        faults.add("| %s | %d | %d | %d | %d | %d | %d | %s |"
                .formatted(
                        fault,
                        count.accepted(),
                        count.stored(),
                        count.invoiced(),
                        count.lost(),
                        count.doubled(),
                        count.gaps(),
                        seconds));
    }

    /** The last fault has passed every check, also those that have no column. */
    synchronized void passed() {
        passed++;
    }

    synchronized void guard(String guard, String fault, Count with, Count without) {
        guards.add("| %s | %s | %d / %d | %d / %d |"
                .formatted(guard, fault, with.lost(), with.doubled(), without.lost(), without.doubled()));
    }

    synchronized void backlog(String measure, String figure) {
        backlog.add("| %s | %s |".formatted(measure, figure));
    }

    private String markdown() {
        StringBuilder text = new StringBuilder("""
                # What faults do

                One run of the fault suite, %s:
                `./mvnw -B verify -Pfaults -Dfaults.seed=%d -Dfaults.backlog=%d -Dfaults.report=docs/faults.md`
                on %d processors (%s, %s), Java %s, %s, %s.
                Load: %d orders/s are sent, regardless of how fast they are accepted.
                """.formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        SEED,
                        BacklogTest.ORDERS,
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        Runtime.version().feature(),
                        broker,
                        database,
                        Load.ORDERS_PER_SECOND));
        table(text, faults, "Fault", "Accepted (201)", "Stored", "Invoiced", "Lost", "Doubled", "Gaps", "Recovery, s");
        text.append("""

                Stored includes orders whose client never got a response. Recovery is the time from the end of the fault
                (for a killed service, its restart) until orders are accepted again and all earlier ones are invoiced.
                """);
        table(text, guards, "Guard", "Fault", "Lost / doubled, guard on", "Lost / doubled, guard off");
        table(text, backlog, "Backlog", "Measured");
        return text.toString();
    }

    private static void table(StringBuilder text, List<String> rows, String... columns) {
        if (!rows.isEmpty()) {
            text.append("\n| ").append(String.join(" | ", columns)).append(" |\n");
            text.append("|").append("---|".repeat(columns.length)).append("\n");
            rows.stream().sorted().forEach(row -> text.append(row).append("\n"));
        }
    }

    @Override
    public synchronized void close() {
        String text = markdown();
        System.out.println(text);
        write(ALWAYS, text);
        String wanted = System.getProperty("faults.report", "");
        // A part of the suite, or a red run, is no report.
        if (!wanted.isBlank() && passed > 0 && passed == faults.size()) {
            // Maven runs the tests in their module; who names a file stands at the root.
            write(Path.of("..").resolve(wanted), text);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
