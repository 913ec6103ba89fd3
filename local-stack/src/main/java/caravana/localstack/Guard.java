package caravana.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.commons.io.IOUtils;

/**
 * Stops the child processes of this JVM if the JVM ends without stopping them, even by SIGKILL. The guard is a shell
 * script that reads from a pipe and acts when the pipe closes.
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
            throw new StartFailure("cannot start the guard's shell (sh): " + e.getMessage(), e);
        }
    }

    /** Registers a process until it exits. */
    public void watch(Process process) {
        send("process " + process.pid());
        process.onExit().thenAccept(ended -> {
            if (shell.isAlive()) {
                send("ended " + ended.pid());
            }
        });
    }

    /** Registers the server of a PostgreSQL data directory, which may be about to start. */
    void watchPostgres(Path dataDirectory) {
        send("postgres " + dataDirectory.toAbsolutePath());
    }

    void forgetPostgres(Path dataDirectory) {
        send("stopped " + dataDirectory.toAbsolutePath());
    }

    long pid() {
        return shell.pid();
    }

    private synchronized void send(String line) {
        try {
            pipe.write(line + "\n");
            pipe.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the guard's shell ended", e);
        }
    }

    /** Closes the pipe: the guard stops the registered processes and exits. */
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
