package caravana.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks settings and rules with promtool, and tests every alert. */
@Tag("dashboards")
class PromtoolTest {

    private record Outcome(int exitCode, String output) {}

    private static Outcome promtool(Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    private static Object[] arguments(List<String> words, List<Path> files) {
        return Stream.concat(words.stream(), files.stream()).toArray();
    }

    @Test
    void acceptsTheSettings() throws Exception {
        Outcome checked = promtool("check", "config", Provisioning.FOLDER.resolve("prometheus.yaml"));
        assertThat(checked.exitCode()).as(checked.output()).isZero();
        // The check includes the files that rule_files names.
        assertThat(checked.output()).contains("slo.yaml");
    }

    @Test
    void acceptsTheRules() throws Exception {
        Outcome checked = promtool(arguments(List.of("check", "rules"), Provisioning.files("rules")));
        assertThat(checked.exitCode()).as(checked.output()).isZero();
    }

    @Test
    void testsThatEveryAlertFiresAndResolves() throws Exception {
        Outcome tested = promtool(arguments(List.of("test", "rules"), Provisioning.files("tests")));
        assertThat(tested.exitCode()).as(tested.output()).isZero();
        assertThat(tested.output().split("SUCCESS", -1))
                .hasSize(Provisioning.files("tests").size() + 1);
    }

    /** The rules of docs/add-a-flow.md have the same format, and a test for each. */
    @Test
    void testsThatTheAlertsOfTheExampleFireAndResolve() throws Exception {
        Path example = Provisioning.ROOT.resolve("docs/examples/notifications-routes/grafana-provisioning");
        Outcome tested = promtool("test", "rules", example.resolve("tests/notifications.yaml"));
        assertThat(tested.exitCode()).as(tested.output()).isZero();
        assertThat(tested.output()).contains("SUCCESS");
    }

    /** With another threshold, an alert does not fire in its test: the tests above can fail. */
    @Test
    void reportsAnAlertThatDoesNotFire(@TempDir Path folder) throws Exception {
        for (String name : List.of("rules", "tests")) {
            Files.createDirectories(folder.resolve(name));
            for (Path file : Provisioning.files(name)) {
                String text = Provisioning.text(file).replace("oldest_age_seconds) > 60", "oldest_age_seconds) > 600");
                Files.writeString(folder.resolve(name).resolve(file.getFileName()), text);
            }
        }
        Outcome tested = promtool("test", "rules", folder.resolve("tests/messaging.yaml"));
        assertThat(tested.exitCode()).isNotZero();
        assertThat(tested.output()).contains("OutboxStuck").contains("FAILED");
    }
}
