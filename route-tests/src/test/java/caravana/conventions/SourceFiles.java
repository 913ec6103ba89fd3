package caravana.conventions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The files of the checkout. Tests run in the folder of their module. */
final class SourceFiles {

    static final String STARTER = "caravana-spring-boot-starter";

    /** The service that docs/add-a-flow.md adds. */
    static final String EXAMPLE = "docs/examples/notifications-routes";

    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /** Also matches string and character literals, so that comment markers inside them are ignored. */
    private static final Pattern COMMENT_OR_LITERAL =
            Pattern.compile("/\\*.*?\\*/|//[^\\n]*|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\])+'", Pattern.DOTALL);

    private SourceFiles() {}

    /** Everything that is compiled or packaged into a service, the starter or the local stack. */
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

    /** The text files that are in version control. */
    static List<Path> checkedIn() {
        try {
            Process git = new ProcessBuilder("git", "ls-files", "-z")
                    .directory(ROOT.toFile())
                    .start();
            String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Stream.of(names.split("\0"))
                    .filter(name -> !name.endsWith(".png"))
                    .map(ROOT::resolve)
                    .filter(Files::isRegularFile)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    /** A Java source without its comments. Line numbers stay the same. */
    static String code(Path file) {
        return COMMENT_OR_LITERAL
                .matcher(text(file))
                .replaceAll(match -> Matcher.quoteReplacement(
                        match.group().startsWith("/") ? match.group().replaceAll("[^\\n]", "") : match.group()));
    }

    /** The matching lines of a text, each with its location, for the failure message of a test. */
    static List<String> places(Path file, String text, Predicate<String> wanted) {
        List<String> lines = text.lines().toList();
        return IntStream.range(0, lines.size())
                .filter(index -> wanted.test(lines.get(index)))
                .mapToObj(index ->
                        name(file) + ":" + (index + 1) + " " + lines.get(index).strip())
                .toList();
    }

    /** The path of a file, relative to the root of the checkout. */
    static String name(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }
}
