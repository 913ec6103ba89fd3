package caravana.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Keeps the starter technical. A domain word, a type for only one service or a branch on the service's name would be
 * domain code that both services share. {@link ArchitectureTest} checks the compiled classes.
 */
class StarterConventionsTest {

    private static final List<String> DOMAIN = List.of("order", "invoice", "merchant");

    /** Names of Spring, Java and SQL that contain a domain word. There are no other exceptions. */
    private static final Pattern ALLOWED =
            Pattern.compile("\\bOrdered\\b|@Order\\b|\\bgetOrder\\b|\\bORDER\\b|\\bjava\\.[\\w.]+|\\border by\\b");

    /** A word of a text, or of a name in camelCase, kebab-case, snake_case or CAPITALS. */
    private static final Pattern WORD = Pattern.compile("[A-Z]?[a-z]+|[A-Z]+(?![a-z])");

    private static final Pattern PUBLIC_TYPE = Pattern.compile(
            "^public (?:abstract |final |sealed |non-sealed )*(?:class|record|enum|interface|@interface) (\\w+)",
            Pattern.MULTILINE);

    private static final int MOST_PUBLIC_TYPES = 25;

    @Test
    void containsNoWordOfTheDomain() {
        List<Path> files = SourceFiles.under(SourceFiles.STARTER + "/src/main");
        assertThat(files).hasSizeGreaterThan(30);
        assertThat(files.stream().flatMap(file -> {
                    // The name of a file counts, too.
                    String text = SourceFiles.text(file) + "\n" + file.getFileName();
                    return SourceFiles.places(file, text, StarterConventionsTest::containsDomainWord).stream();
                }))
                .isEmpty();
    }

    @Test
    void hasNoPublicTypeForOnlyOneService() {
        assertThat(publicTypes()).hasSizeGreaterThan(10);
        assertThat(publicTypes().stream()
                        .filter(file -> !isUsed(file, SourceFiles.javaOf("orders"))
                                || !isUsed(file, SourceFiles.javaOf("invoices")))
                        .filter(file -> !isUsed(file, otherPackagesOfStarter(file)))
                        .map(SourceFiles::name))
                .as("public types that neither both services nor another package of the starter use")
                .isEmpty();
    }

    private static List<Path> otherPackagesOfStarter(Path file) {
        return SourceFiles.javaOfStarter().stream()
                .filter(other -> !other.getParent().equals(file.getParent()))
                .toList();
    }

    @Test
    void hasFewPublicTypes() {
        assertThat(publicTypes()).hasSizeLessThanOrEqualTo(MOST_PUBLIC_TYPES);
    }

    /** A service configures the starter with properties and beans: the starter must not tell services apart. */
    @Test
    void neverComparesTheNameOfTheService() {
        Pattern holder = Pattern.compile("@Value\\(SERVICE'S\\)\\s+String\\s+(\\w+)|(\\w+)\\s*=[^;]*SERVICE'S");
        Set<String> holders = new TreeSet<>();
        for (Path file : SourceFiles.javaOfStarter()) {
            String code = nameMarked(file);
            holder.matcher(code)
                    .results()
                    .map(StarterConventionsTest::firstGroup)
                    .forEach(holders::add);
            assertThat(Stream.of(code.split("[;{}]")).filter(statement -> statement.contains("SERVICE'S")))
                    .as(SourceFiles.name(file))
                    .noneMatch(Pattern.compile("equals|compareTo|matches|startsWith|contains|switch|[=!]="
                                    + "|@Conditional\\w+\\([^)]*SERVICE'S")
                            .asPredicate());
        }

        assertThat(holders).as("variables that hold the service's name").isNotEmpty();
        String name = "(?:this\\.)?(?:" + String.join("|", holders) + ")";
        Pattern comparison = Pattern.compile(
                "\\b" + name + "\\s*(?:[=!]=|\\.(?:equals|compareTo|matches|startsWith|endsWith|contains))"
                        + "|(?:equals\\w*\\(|[=!]=|\\bswitch\\s*\\()\\s*" + name + "\\b");
        assertThat(SourceFiles.javaOfStarter().stream()
                        .flatMap(file ->
                                SourceFiles.places(file, SourceFiles.code(file), comparison.asPredicate()).stream()))
                .isEmpty();
    }

    /** The source, with one marker for each way to read the name of the service. */
    private static String nameMarked(Path file) {
        return SourceFiles.code(file).replaceAll("\"(?:\\$\\{)?spring\\.application\\.name[^\"]*\"", "SERVICE'S");
    }

    private static String firstGroup(MatchResult match) {
        return match.group(1) == null ? match.group(2) : match.group(1);
    }

    private static boolean containsDomainWord(String line) {
        return WORD.matcher(ALLOWED.matcher(line).replaceAll(""))
                .results()
                .map(word -> word.group().toLowerCase(Locale.ROOT))
                .anyMatch(word -> DOMAIN.stream().anyMatch(word::contains));
    }

    private static List<Path> publicTypes() {
        return SourceFiles.javaOfStarter().stream()
                .filter(file -> PUBLIC_TYPE.matcher(SourceFiles.code(file)).find())
                .toList();
    }

    /** Checks imports: the compiler leaves no reference to a class of which only constants are used. */
    private static boolean isUsed(Path type, List<Path> byAnyOf) {
        String name = SourceFiles.name(type)
                .replaceFirst(".*/src/main/java/(.*)\\.java", "$1")
                .replace('/', '.');
        String simpleName = name.substring(name.lastIndexOf('.') + 1);
        Predicate<String> isImported = Pattern.compile(
                        "^import (?:static )?" + Pattern.quote(name) + "\\b", Pattern.MULTILINE)
                .asPredicate();
        Predicate<String> isNamed = Pattern.compile("^(?!import ).*\\b" + simpleName + "\\b", Pattern.MULTILINE)
                .asPredicate();
        Predicate<String> isNested = Pattern.compile(
                        "^import (?:static )?" + Pattern.quote(name) + "\\.\\w", Pattern.MULTILINE)
                .asPredicate();
        return byAnyOf.stream().map(SourceFiles::code).anyMatch(isImported.and(isNamed.or(isNested)));
    }
}
