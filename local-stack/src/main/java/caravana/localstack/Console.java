package caravana.localstack;

import java.util.Locale;

/** What the user of {@code ./run} reads. */
final class Console {

    private final long started = System.nanoTime();

    synchronized void say(String line) {
        System.out.println(line);
    }

    /** A part is ready: its name, where it is, and how long after the start. */
    void ready(String part, String where) {
        say(String.format(Locale.ROOT, "  %-10s %5.1f s  %s", part, seconds(), where));
    }

    double seconds() {
        return (System.nanoTime() - started) / 1e9;
    }

    synchronized void complain(String line) {
        System.out.flush();
        System.err.println("caravana: " + line);
    }
}
