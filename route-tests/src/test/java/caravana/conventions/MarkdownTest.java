package caravana.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documentation links and names only what exists. */
class MarkdownTest {

    private static final int MOST_LINES_OF_README = 150;

    private static final List<MarkdownFile> PAGES = MarkdownFile.all();

    private static final Pattern TEST = Pattern.compile("(\\w+Test)(?:\\.(?!java)(\\w+))?");

    @Test
    void everyRelativeLinkResolves() {
        assertThat(PAGES.stream().map(MarkdownFile::relativeLinks))
                .hasSizeGreaterThan(10)
                .anyMatch(links -> links.size() > 10);
        assertThat(PAGES.stream()
                        .flatMap(page -> page.relativeLinks().stream()
                                .filter(link -> !resolves(page, link))
                                .map(link -> SourceFiles.name(page.path()) + " links to " + link)))
                .isEmpty();
    }

    @Test
    void theReadmeFitsOnTwoScreens() {
        assertThat(MarkdownFile.of("README.md").text().lines().count()).isLessThanOrEqualTo(MOST_LINES_OF_README);
    }

    @Test
    void theReadmeLinksEveryPageOfTheDocumentation() {
        assertThat(MarkdownFile.of("README.md").relativeLinks())
                .containsAll(PAGES.stream()
                        .map(page -> SourceFiles.name(page.path()))
                        .filter(name -> name.startsWith("docs/") && !name.startsWith("docs/examples/"))
                        .toList());
    }

    /** A page names a test as the proof of a guarantee, so the test must exist. */
    @Test
    void everyTestThatAPageNamesExists() {
        Map<String, Path> tests = tests();
        assertThat(PAGES.stream()
                        .flatMap(page -> namedTests(page)
                                .filter(name -> !exists(tests, name))
                                .map(name -> SourceFiles.name(page.path()) + " names " + name)))
                .isEmpty();
        assertThat(namedTests(MarkdownFile.of("README.md"))).hasSizeGreaterThan(10);
    }

    private static boolean resolves(MarkdownFile page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? page.path()
                : page.path().resolveSibling(parts[0]).normalize();
        return target.startsWith(SourceFiles.ROOT)
                && Files.exists(target)
                && (parts.length == 1 || new MarkdownFile(target).anchors().contains(parts[1]));
    }

    private static Stream<String> namedTests(MarkdownFile page) {
        return page.inlineCode().filter(code -> TEST.matcher(code).matches());
    }

    private static boolean exists(Map<String, Path> tests, String name) {
        Matcher test = TEST.matcher(name);
        return test.matches()
                && tests.containsKey(test.group(1))
                && (test.group(2) == null
                        || SourceFiles.text(tests.get(test.group(1))).contains("void " + test.group(2) + "("));
    }

    private static Map<String, Path> tests() {
        Map<String, Path> tests = new TreeMap<>();
        Stream.of(
                        SourceFiles.STARTER,
                        "orders-routes",
                        "invoices-routes",
                        "pulumi-java",
                        "route-tests",
                        SourceFiles.EXAMPLE)
                .flatMap(module -> SourceFiles.under(module + "/src/test/java").stream())
                .forEach(file -> tests.put(file.getFileName().toString().replace(".java", ""), file));
        return tests;
    }
}
