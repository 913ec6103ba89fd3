package caravana.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GuardTest {

    @Test
    void endsWhatItWatchesWhenThePipeCloses() throws IOException, InterruptedException {
        Process sleeper = new ProcessBuilder("sleep", "600").start();
        Guard guard = Guard.start();
        guard.watch(sleeper);

        guard.close();

        assertThat(sleeper.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void killsWhatDoesNotListen() throws IOException, InterruptedException {
        Process deaf = new ProcessBuilder("sh", "-c", "trap '' TERM; while :; do sleep 1; done").start();
        Guard guard = Guard.start();
        guard.watch(deaf);

        guard.close();

        assertThat(deaf.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void letsWhatItDoesNotWatchLive() throws IOException {
        Process sleeper = new ProcessBuilder("sleep", "600").start();
        try {
            Guard.start().close();

            assertThat(sleeper.isAlive()).isTrue();
        } finally {
            sleeper.destroyForcibly();
        }
    }
}
