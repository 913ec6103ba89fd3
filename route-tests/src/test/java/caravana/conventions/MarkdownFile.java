package caravana.conventions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation, with its links, headings, code and table rows. */
record MarkdownFile(Path path) {

    private static final Pattern FENCED_CODE = Pattern.compile("(?ms)^ *```.*?^ *```");
    private static final Pattern INLINE_CODE = Pattern.compile("`[^`\\n]+`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)|(?m)^\\[[^]]+]: (\\S+)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");

    /** All Markdown files of the checkout, without those that the build or a tool generates. */
    static List<MarkdownFile> all() {
        List<MarkdownFile> found = new ArrayList<>();
        try {
            Files.walkFileTree(SourceFiles.ROOT, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    String name = folder.getFileName().toString();
                    boolean generated = name.startsWith(".") || name.equals("target") || name.equals("node_modules");
                    return generated ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(".md")) {
                        found.add(new MarkdownFile(file));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    static MarkdownFile of(String path) {
        return new MarkdownFile(SourceFiles.ROOT.resolve(path));
    }

    String text() {
        return SourceFiles.text(path);
    }

    /** The targets of links and images that are in this repository. */
    List<String> relativeLinks() {
        String prose = INLINE_CODE.matcher(withoutFencedCode()).replaceAll("code");
        return LINK.matcher(prose)
                .results()
                .map(link -> link.group(1) == null ? link.group(2) : link.group(1))
                .filter(target -> !target.matches("[a-z]+:.*"))
                .toList();
    }

    /** The anchors of the headings, as GitHub generates them. */
    Set<String> anchors() {
        Map<String, Integer> repetitions = new HashMap<>();
        Set<String> anchors = new TreeSet<>();
        HEADING.matcher(withoutFencedCode()).results().forEach(heading -> {
            String anchor = heading.group(1)
                    .strip()
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            int before = repetitions.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? anchor : anchor + "-" + before);
        });
        return anchors;
    }

    /** The inline code: text between backticks on one line. */
    Stream<String> inlineCode() {
        return INLINE_CODE
                .matcher(withoutFencedCode())
                .results()
                .map(MatchResult::group)
                .map(code -> code.substring(1, code.length() - 1));
    }

    /** The table rows, as cells, of the section with this heading. */
    List<List<String>> rows(String section) {
        return Arrays.stream(text().split("(?m)^## "))
                .filter(part -> part.startsWith(section + "\n"))
                .flatMap(String::lines)
                .filter(line -> line.startsWith("| `"))
                .map(line -> Arrays.stream(
                                line.substring(1, line.lastIndexOf('|')).split("(?<!\\\\)\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    private String withoutFencedCode() {
        return FENCED_CODE.matcher(text()).replaceAll("");
    }
}
