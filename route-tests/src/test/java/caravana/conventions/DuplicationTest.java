package caravana.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What both services do the same way belongs into the starter: no long block stands in both. */
class DuplicationTest {

    private static final int MOST_LINES = 20;

    @Test
    void hasNoLongBlockInBothServices() {
        Map<String, String> seen = new HashMap<>();
        blocks("orders").forEach(block -> seen.putIfAbsent(block.text(), block.place()));
        assertThat(seen).hasSizeGreaterThan(100);

        assertThat(blocks("invoices").stream()
                        .filter(block -> seen.containsKey(block.text()))
                        .map(block -> seen.get(block.text()) + " and " + block.place() + " have " + (MOST_LINES + 1)
                                + " lines in common:\n" + block.text()))
                .isEmpty();
    }

    /** So many lines of a file, one after the other. */
    private record Block(String place, String text) {}

    private record Line(int number, String text) {}

    private static List<Block> blocks(String service) {
        List<Block> blocks = new ArrayList<>();
        for (Path file : SourceFiles.under(service + "-routes/src/main")) {
            // Schemas are meant to be copies; an API that stands for itself repeats what problem documents look like.
            if (!file.getParent().endsWith("contract")) {
                List<Line> lines = lines(file);
                for (int first = 0; first + MOST_LINES < lines.size(); first++) {
                    List<String> block = lines.subList(first, first + MOST_LINES + 1).stream()
                            .map(Line::text)
                            .toList();
                    blocks.add(new Block(
                            SourceFiles.name(file) + ":" + lines.get(first).number(), String.join("\n", block)));
                }
            }
        }
        return blocks;
    }

    /** The lines of a file without their blanks; the names of packages and imports say nothing. */
    private static List<Line> lines(Path file) {
        List<String> texts = SourceFiles.text(file).lines().toList();
        List<Line> lines = new ArrayList<>();
        for (int index = 0; index < texts.size(); index++) {
            String text = withoutNames(texts.get(index));
            boolean named = texts.get(index).matches("(import|package) .*");
            if (!text.isEmpty() && !named) {
                lines.add(new Line(index + 1, text));
            }
        }
        return lines;
    }

    /** Without blanks, and with the same word for what the services call their own: a copy that was renamed is a copy. */
    private static String withoutNames(String line) {
        return line.replaceAll("\\s+", "")
                .replaceAll("(?i)(order|invoice)s?((\\.|_|-)?(placed|issued))?", "x")
                .replaceAll("(?i)placed|issued", "x");
    }
}
