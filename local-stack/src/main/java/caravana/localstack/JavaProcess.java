package caravana.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A JVM of its own for a runnable jar. */
final class JavaProcess {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
    /** The names by which whoever starts us addresses his own servers, not the process started here. */
    private static final List<String> NOT_INHERITED =
            List.of("SPRING_DATASOURCE_", "SPRING_RABBITMQ_", "SERVER_PORT", "MANAGEMENT_SERVER_PORT");

    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private final Guard guard;
    private Process process;

    JavaProcess(
            String name,
            List<String> jvmOptions,
            Path jar,
            List<String> arguments,
            Map<String, String> environment,
            Path log,
            Guard guard) {
        this.name = name;
        this.command = new ArrayList<>();
        this.command.add(program());
        this.command.addAll(jvmOptions);
        this.command.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
        this.command.addAll(arguments);
        this.environment = Map.copyOf(environment);
        this.log = log.toAbsolutePath();
        this.guard = guard;
    }

    /** The java that runs this JVM. */
    static String program() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    synchronized void start() {
        if (isAlive()) {
            return;
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment()
                .keySet()
                .removeIf(variable -> NOT_INHERITED.stream().anyMatch(variable::startsWith));
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(log.getParent());
            process = builder.start();
        } catch (IOException e) {
            throw new StartFailure(name + " cannot be started: " + e.getMessage(), e);
        }
        if (guard != null) {
            guard.watch(process);
        }
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    synchronized CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    synchronized int exitCode() {
        return process.exitValue();
    }

    synchronized long pid() {
        return process.pid();
    }

    /** Waits until the process says it is ready; fails as soon as it has ended. */
    void awaitReady(Duration timeout, JsonHttp http, String readyUrl) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!http.answersOk(readyUrl)) {
            if (!isAlive()) {
                throw new StartFailure(name + " does not start: " + lastWords());
            }
            if (System.nanoTime() > deadline) {
                throw new StartFailure(name + " is not ready after " + timeout.toSeconds() + " s: " + lastWords());
            }
            Polling.briefly();
        }
    }

    String lastWords() {
        return LogFile.lastWords(log).orElse("it wrote nothing") + " (" + log + ")";
    }

    /** Asks it to end, as SIGTERM does, and waits; one that does not listen is killed. */
    synchronized void stop() {
        end(false);
    }

    synchronized void kill() {
        end(true);
    }

    private void end(boolean forcibly) {
        if (process == null) {
            return;
        }
        try {
            if (forcibly) {
                process.destroyForcibly();
            } else {
                process.destroy();
            }
            if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    void forgetLog() {
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
