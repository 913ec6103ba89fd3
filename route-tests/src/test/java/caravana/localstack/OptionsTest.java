package caravana.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {

    @TempDir
    private Path folder;

    @Test
    void noOptionsMeanTheSampleOrder() {
        assertThat(Options.parse(List.of())).isEqualTo(new Options(false, false, false, Optional.empty()));
    }

    @Test
    void optionsCombineInAnyOrder() throws IOException {
        Path orders = Files.writeString(folder.resolve("orders.ndjson"), "{}");
        Options expected = new Options(true, true, false, Optional.of(orders));

        assertThat(Options.parse(List.of("--fresh", "--orders", orders.toString(), "--once")))
                .isEqualTo(expected);
        assertThat(Options.parse(List.of("--once", "--orders=" + orders, "--fresh")))
                .isEqualTo(expected);
    }

    @Test
    void refusesAnUnknownOptionByItsName() {
        assertThatThrownBy(() -> Options.parse(List.of("--onec")))
                .isInstanceOf(Options.Misuse.class)
                .hasMessage("unknown option: --onec");
    }

    @Test
    void refusesOrdersWithoutAFile() {
        assertThatThrownBy(() -> Options.parse(List.of("--orders"))).hasMessageContaining("--orders needs a file");
        assertThatThrownBy(() -> Options.parse(List.of("--orders="))).hasMessageContaining("cannot read the file ''");
    }

    @Test
    void refusesAMissingFileBeforeAnythingStarts() {
        String missing = folder.resolve("missing.ndjson").toString();

        assertThatThrownBy(() -> Options.parse(List.of("--orders", missing)))
                .isInstanceOf(Options.Misuse.class)
                .hasMessageContaining(missing);
        assertThatThrownBy(() -> Options.parse(List.of("--orders", folder.toString())))
                .isInstanceOf(Options.Misuse.class);
    }
}
