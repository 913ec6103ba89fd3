package caravana.conventions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The files of the checkout; tests run in the folder of their module. */
final class SourceFiles {

    static final String STARTER = "caravana-spring-boot-starter";

    /** The service that docs/add-a-flow.md adds. */
    static final String EXAMPLE = "docs/examples/notifications-routes";

    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /** Strings and characters are matched, too: what looks like a comment in them is none. */
    private static final Pattern COMMENT_OR_LITERAL =
            Pattern.compile("/\\*.*?\\*/|//[^\\n]*|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\])+'", Pattern.DOTALL);

    private SourceFiles() {}

    /** Everything that is compiled or packed into a service, the starter or the local stack. */
    static List<Path> production() {
        return Stream.of(STARTER, "orders-routes", "invoices-routes", "local-stack")
                .flatMap(module -> under(module + "/src/main").stream())
                .toList();
    }

    /** The Java sources of a service, without its tests. */
    static List<Path> javaOf(String service) {
        return java(service + "-routes/src/main/java");
    }

    /** The Java sources of the starter, without its tests. */
    static List<Path> javaOfStarter() {
        return java(STARTER + "/src/main/java");
    }

    /** The source of a top-level class of a service. */
    static Path of(String className) {
        return production().stream()
                .filter(file -> file.endsWith(className.replace('.', '/') + ".java"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no source of " + className));
    }

    private static List<Path> java(String folder) {
        return under(folder).stream()
                .filter(file -> file.toString().endsWith(".java"))
                .toList();
    }

    /** A file or folder by its name in the checkout. */
    static Path file(String name) {
        return ROOT.resolve(name);
    }

    static List<Path> under(String folder) {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the compiler reads of a Java source: each line where it stands, without comments. */
    static String code(Path file) {
        return COMMENT_OR_LITERAL
                .matcher(text(file))
                .replaceAll(match -> Matcher.quoteReplacement(
                        match.group().startsWith("/") ? match.group().replaceAll("[^\\n]", "") : match.group()));
    }

    /** The lines of a text that are looked for, each with its place: what a test prints when it fails. */
    static List<String> places(Path file, String text, Predicate<String> wanted) {
        List<String> lines = text.lines().toList();
        return IntStream.range(0, lines.size())
                .filter(index -> wanted.test(lines.get(index)))
                .mapToObj(index ->
                        name(file) + ":" + (index + 1) + " " + lines.get(index).strip())
                .toList();
    }

    /** What a file is called in the checkout. */
    static String name(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }
}
