package caravana.localstack;

import java.util.Locale;

/** The terminal output of {@code ./run}. */
final class Console {

    private final long started = System.nanoTime();

    synchronized void say(String line) {
        System.out.println(line);
    }

    /** Prints that a component is ready: its name, the seconds since the start, and its address. */
    void ready(String part, String where) {
        say(String.format(Locale.ROOT, "  %-10s %5.1f s  %s", part, seconds(), where));
    }

    double seconds() {
        return (System.nanoTime() - started) / 1e9;
    }

    synchronized void error(String line) {
        System.out.flush();
        System.err.println("caravana: " + line);
    }
}
