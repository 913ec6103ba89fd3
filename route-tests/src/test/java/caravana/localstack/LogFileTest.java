package caravana.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

    @TempDir
    private Path folder;

    @Test
    void prefersSpringBootsOwnExplanation() throws IOException {
        assertThat(failureLine("""
                ERROR something
                ***************************
                APPLICATION FAILED TO START
                ***************************

                Description:

                Web server failed to start. Port 8081 was already in use.

                Action:

                Stop the other process.
                """)).isEqualTo("Web server failed to start. Port 8081 was already in use.");
    }

    @Test
    void elseTakesTheInnermostCause() throws IOException {
        assertThat(failureLine("""
                ERROR outer
                Caused by: java.lang.IllegalStateException: middle
                \tat some.Place
                Caused by: java.net.ConnectException: Connection refused
                \t... 12 more
                """)).isEqualTo("Caused by: java.net.ConnectException: Connection refused");
    }

    @Test
    void prefersAnExceptionToTheLineThatAnnouncesIt() throws IOException {
        assertThat(failureLine("""
                17:51 [main] ERROR org.example.Application -- Application run failed
                org.yaml.snakeyaml.parser.ParserException: while parsing a flow sequence
                 in 'reader', line 1
                \tat org.example.Place
                """))
                .isEqualTo("org.yaml.snakeyaml.parser.ParserException: while parsing a flow sequence");
    }

    @Test
    void elseTakesTheErrorWithTheMessageBelowIt() throws IOException {
        assertThat(failureLine("""
                17:51 [main] ERROR org.example.Application -- Application run failed
                while parsing a flow sequence
                 in 'reader', line 1
                17:52 [main] INFO org.example.Application -- good bye
                """))
                .isEqualTo("17:51 [main] ERROR org.example.Application -- Application run failed: "
                        + "while parsing a flow sequence");
    }

    @Test
    void elseTakesTheLastLine() throws IOException {
        assertThat(failureLine("Error: Unable to access jarfile orders.jar\n\n"))
                .isEqualTo("Error: Unable to access jarfile orders.jar");
    }

    @Test
    void anEmptyLogHasNoFailureLine() {
        assertThat(LogFile.failureLine(folder.resolve("missing.log"))).isEmpty();
    }

    private String failureLine(String log) throws IOException {
        return LogFile.failureLine(Files.writeString(folder.resolve("program.log"), log))
                .orElseThrow();
    }
}
