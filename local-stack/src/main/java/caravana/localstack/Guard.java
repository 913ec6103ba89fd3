package caravana.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.commons.io.IOUtils;

/**
 * Ends the processes that this JVM started if the JVM dies without doing so itself, SIGKILL included: a shell that
 * reads a pipe, and acts when the pipe closes.
 */
public final class Guard implements AutoCloseable {

    private final Process shell;
    private final Writer pipe;

    private Guard(Process shell) {
        this.shell = shell;
        this.pipe = shell.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts the guard's shell. */
    public static Guard start() {
        try {
            String script = IOUtils.toString(Guard.class.getResource("guard.sh"), StandardCharsets.UTF_8);
            return new Guard(new ProcessBuilder("sh", "-c", script, "caravana-guard")
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new StartFailure("cannot start a shell (sh) to guard the processes: " + e.getMessage(), e);
        }
    }

    /** Takes a process under guard until it ends. */
    public void watch(Process process) {
        tell("process " + process.pid());
        process.onExit().thenAccept(ended -> {
            if (shell.isAlive()) {
                tell("ended " + ended.pid());
            }
        });
    }

    /** Takes the server of a PostgreSQL data directory under guard, also one that is just about to start. */
    void watchPostgres(Path dataDirectory) {
        tell("postgres " + dataDirectory.toAbsolutePath());
    }

    void forgetPostgres(Path dataDirectory) {
        tell("stopped " + dataDirectory.toAbsolutePath());
    }

    long pid() {
        return shell.pid();
    }

    private synchronized void tell(String line) {
        try {
            pipe.write(line + "\n");
            pipe.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the guard's shell ended", e);
        }
    }

    /** Lets the guard go; it ends what is still under guard. */
    @Override
    public void close() {
        try {
            pipe.close();
            shell.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
