package caravana.localstack;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs {@code ./run} on the built jars, with separate data and logs: a developer's own run is not affected. */
final class LocalRun implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration STOP_TIMEOUT = Duration.ofMinutes(2);
    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

    private final Guard guard = Guard.start();
    private final Path printed;
    private final Process process;

    LocalRun(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (String module : List.of("orders-routes", "invoices-routes", "local-stack")) {
            Files.createSymbolicLink(directory.resolve(module), CHECKOUT.resolve(module));
        }
        Path target = CHECKOUT.resolve("local-stack").resolve("target");
        printed = directory.resolve("printed.txt").toAbsolutePath();
        process = new ProcessBuilder(
                        JavaProcess.program(),
                        "-Dcaravana.root=" + directory.toAbsolutePath(),
                        "-cp",
                        target.resolve("local-stack.jar") + ":" + target.resolve("lib") + "/*",
                        Launcher.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(printed.toFile()))
                .start();
        guard.watch(process);
    }

    /** Waits until the sample order is complete and {@code ./run} has printed all URLs. */
    void awaitReady() {
        await("./run is ready, see " + printed)
                .atMost(START_TIMEOUT)
                .failFast("./run has ended, see " + printed, () -> !process.isAlive())
                .until(() -> printed().contains("Ctrl-C stops everything."));
    }

    /** The first group of the printed line that matches the regular expression. */
    String printed(String line) {
        Matcher matcher = Pattern.compile(line, Pattern.MULTILINE).matcher(printed());
        if (!matcher.find()) {
            throw new AssertionError(line + " is not in " + printed());
        }
        return matcher.group(1);
    }

    private String printed() {
        try {
            return Files.readString(printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        guard.close();
    }
}
