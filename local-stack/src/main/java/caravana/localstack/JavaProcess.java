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

/** A runnable jar in a separate JVM. */
final class JavaProcess {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
    /** Variables of the caller that must not be passed to the process. */
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

    /** Returns the java executable of this JVM. */
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
            throw new StartFailure(name + " failed to start: " + e.getMessage(), e);
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

    /** Waits until the readiness URL answers 200; fails as soon as the process exits. */
    void awaitReady(Duration timeout, JsonHttp http, String readyUrl) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!http.answersOk(readyUrl)) {
            if (!isAlive()) {
                throw new StartFailure(name + " failed to start: " + failureLine());
            }
            if (System.nanoTime() > deadline) {
                throw new StartFailure(name + " is not ready after " + timeout.toSeconds() + " s: " + failureLine());
            }
            Polling.briefly();
        }
    }

    String failureLine() {
        return LogFile.failureLine(log).orElse("the log is empty") + " (" + log + ")";
    }

    /** Sends SIGTERM and waits; after a time-out, kills the process. */
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

    void deleteLog() {
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
