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

/** What docs/add-a-flow.md quotes of its example stands in the example, which its own tests run. */
class AddAFlowTest {

    private static final Path PAGE = SourceFiles.file("docs/add-a-flow.md");

    /** The name of a file on a line of its own, an empty line, and what the file has there. Commands have no file. */
    private static final Pattern QUOTE =
            Pattern.compile("(?m)^\\[`([^`]+)`]\\n\\n```(?!sh\\n)\\w+\\n((?:(?!```).*\\n)+)```$");

    /** At the end of the page: the name of a file, and where it is. */
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
    void saysOfEveryBlockWhichFileItIsFrom() {
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
