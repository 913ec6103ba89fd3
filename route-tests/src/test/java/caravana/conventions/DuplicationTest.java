package caravana.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Code that both services need belongs in the starter: the services have no long block of lines in common. */
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

    /** A number of consecutive lines of a file. */
    private record Block(String place, String text) {}

    private record Line(int number, String text) {}

    private static List<Block> blocks(String service) {
        List<Block> blocks = new ArrayList<>();
        for (Path file : SourceFiles.under(service + "-routes/src/main")) {
            // Schemas are copies on purpose. Each API document is self-contained, so both describe problem documents.
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

    /** The lines of a file without blank ones. Package and import statements do not count. */
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

    /**
     * Removes whitespace and replaces each service's own nouns with one word: a renamed copy still counts as a copy.
     */
    private static String withoutNames(String line) {
        return line.replaceAll("\\s+", "")
                .replaceAll("(?i)(order|invoice)s?((\\.|_|-)?(placed|issued))?", "x")
                .replaceAll("(?i)placed|issued", "x");
    }
}
