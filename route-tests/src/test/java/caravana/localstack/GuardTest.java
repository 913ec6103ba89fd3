package caravana.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GuardTest {

    @Test
    void endsGuardedProcessesWhenThePipeCloses() throws IOException, InterruptedException {
        Process sleeper = new ProcessBuilder("sleep", "600").start();
        Guard guard = Guard.start();
        guard.watch(sleeper);

        guard.close();

        assertThat(sleeper.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void killsProcessesThatIgnoreSigterm() throws IOException, InterruptedException {
        Process stubborn = new ProcessBuilder("sh", "-c", "trap '' TERM; while :; do sleep 1; done").start();
        Guard guard = Guard.start();
        guard.watch(stubborn);

        guard.close();

        assertThat(stubborn.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void leavesOtherProcessesRunning() throws IOException {
        Process sleeper = new ProcessBuilder("sleep", "600").start();
        try {
            Guard.start().close();

            assertThat(sleeper.isAlive()).isTrue();
        } finally {
            sleeper.destroyForcibly();
        }
    }
}
