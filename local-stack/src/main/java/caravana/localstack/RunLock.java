package caravana.localstack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A file lock that allows one run per working tree. The operating system releases it when the process ends. */
final class RunLock {

    private static final Duration GUARD_TIMEOUT = Duration.ofSeconds(30);

    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    static RunLock take(WorkingTree checkout) {
        try {
            Files.createDirectories(checkout.lock().getParent());
            FileChannel channel = FileChannel.open(
                    checkout.lock(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                String owner = Files.readString(checkout.lock()).strip();
                channel.close();
                throw new StartFailure(
                        "another ./run is active in this working tree (process " + owner + "): stop it first");
            }
            channel.truncate(0);
            String self = Long.toString(ProcessHandle.current().pid());
            channel.write(ByteBuffer.wrap(self.getBytes(StandardCharsets.UTF_8)));
            awaitGuardOfKilledRun(checkout.guardPid());
            return new RunLock(channel);
        } catch (IOException e) {
            throw new StartFailure("the folder .caravana cannot be written: " + e.getMessage(), e);
        }
    }

    /** After a killed run, its guard may still be stopping processes that hold ports and data. */
    private static void awaitGuardOfKilledRun(Path guardPid) throws IOException {
        if (!Files.exists(guardPid)) {
            return;
        }
        try {
            ProcessHandle.of(Long.parseLong(Files.readString(guardPid).strip()))
                    .filter(process -> process.info()
                            .command()
                            .map(program -> program.endsWith("sh"))
                            .orElse(false))
                    .ifPresent(RunLock::awaitEnd);
        } catch (NumberFormatException e) {
            Files.delete(guardPid);
        }
    }

    private static void awaitEnd(ProcessHandle guard) {
        // With a time-out: the process id may have been reused by another shell.
        guard.onExit()
                .completeOnTimeout(guard, GUARD_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    void release() throws IOException {
        channel.close();
    }
}
