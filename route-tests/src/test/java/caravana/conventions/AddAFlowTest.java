package caravana.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each quotation in docs/add-a-flow.md equals the text in its example. The example's own tests run that text. */
class AddAFlowTest {

    private static final Path PAGE = SourceFiles.file("docs/add-a-flow.md");

    /**
     * A file name on its own line, an empty line, then a block from that file. Blocks of commands have no file name.
     */
    private static final Pattern QUOTE =
            Pattern.compile("(?m)^\\[`([^`]+)`]\\n\\n```(?!sh\\n)\\w+\\n((?:(?!```).*\\n)+)```$");

    /** A link definition at the end of the page: the name and the path of a file. */
    private static final Pattern LINK = Pattern.compile("(?m)^\\[`([^`]+)`]:\\n +(examples/\\S+)$");

    private record Quote(Path file, String text) {}

    @Test
    void quotesTheFilesOfTheExampleWordForWord() {
        assertThat(quotes())
                .hasSizeGreaterThan(10)
                .allSatisfy(quote -> assertThat("\n" + SourceFiles.text(quote.file()))
                        .as(SourceFiles.name(quote.file()))
                        .contains("\n" + quote.text()));
    }

    @Test
    void namesTheFileOfEveryCodeBlock() {
        List<String> fences = SourceFiles.text(PAGE)
                .lines()
                .filter(line -> line.matches("```\\w+") && !line.equals("```sh"))
                .toList();
        assertThat(quotes()).hasSameSizeAs(fences);
    }

    @Test
    void linksEveryFileOfTheExample() {
        Collection<Path> linked = links().values();
        assertThat(linked).isNotEmpty().allMatch(Files::exists);
        assertThat(SourceFiles.under(SourceFiles.EXAMPLE).stream()
                        .filter(file -> !file.startsWith(SourceFiles.file(SourceFiles.EXAMPLE + "/target")))
                        .filter(file -> !file.endsWith("package-info.java")))
                .isNotEmpty()
                .allMatch(file -> linked.contains(file) || linked.contains(file.getParent()));
    }

    private static List<Quote> quotes() {
        Map<String, Path> links = links();
        return QUOTE.matcher(SourceFiles.text(PAGE))
                .results()
                .map(match -> new Quote(links.get(match.group(1)), match.group(2)))
                .toList();
    }

    private static Map<String, Path> links() {
        return LINK.matcher(SourceFiles.text(PAGE))
                .results()
                .collect(Collectors.toMap(
                        match -> match.group(1),
                        match -> PAGE.resolveSibling(match.group(2)).normalize()));
    }
}
