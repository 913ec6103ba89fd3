package caravana.localstack;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Finds the line of a log that most likely explains why a program ended. */
final class LogFile {

    private static final int TAIL_BYTES = 256 * 1024;
    private static final int LONGEST_LINE = 400;
    private static final Pattern EXCEPTION = Pattern.compile("([a-z_][\\w$]*\\.)+[A-Z][\\w$]*: .+");

    private static final Pattern SECOND_ENTRY = Pattern.compile("\\d|\\tat |\\s*$");

    private LogFile() {}

    static Optional<String> failureLine(Path log) {
        List<String> lines = tail(log);
        return afterDescription(lines)
                .or(() -> last(lines, line -> line.startsWith("Caused by:")))
                .or(() -> last(lines, line -> EXCEPTION.matcher(line).matches()))
                .or(() -> errorWithItsSecondLine(lines))
                .or(() -> last(lines, line -> !line.isBlank() && !line.startsWith("\tat ")))
                .map(String::strip)
                .map(line -> line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line);
    }

    /** Spring Boot describes a failed start below this heading. */
    private static Optional<String> afterDescription(List<String> lines) {
        int heading = lines.lastIndexOf("Description:");
        return heading < 0
                ? Optional.empty()
                : lines.stream()
                        .skip(heading + 1L)
                        .filter(line -> !line.isBlank())
                        .findFirst();
    }

    /** Some frameworks log an error in one line and the exception's message in the next. */
    private static Optional<String> errorWithItsSecondLine(List<String> lines) {
        return IntStream.iterate(lines.size() - 1, i -> i >= 0, i -> i - 1)
                .filter(i -> lines.get(i).contains("ERROR") || lines.get(i).contains("FATAL"))
                .mapToObj(i -> i + 1 < lines.size()
                                && !SECOND_ENTRY.matcher(lines.get(i + 1)).lookingAt()
                        ? lines.get(i) + ": " + lines.get(i + 1).strip()
                        : lines.get(i))
                .findFirst();
    }

    private static Optional<String> last(List<String> lines, Predicate<String> wanted) {
        return IntStream.iterate(lines.size() - 1, i -> i >= 0, i -> i - 1)
                .mapToObj(lines::get)
                .filter(wanted)
                .findFirst();
    }

    private static List<String> tail(Path log) {
        if (!Files.exists(log)) {
            return List.of();
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long start = Math.max(0, file.length() - TAIL_BYTES);
            byte[] bytes = new byte[(int) (file.length() - start)];
            file.seek(start);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            return List.of("the log cannot be read: " + e.getMessage());
        }
    }
}
