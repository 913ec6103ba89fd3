package caravana.conventions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of the checkout; tests run in the folder of their module. */
final class SourceFiles {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private SourceFiles() {}

    /** Everything that is compiled or packed into a service or the local stack. */
    static List<Path> production() {
        return Stream.of("orders-routes", "invoices-routes", "local-stack")
                .flatMap(module -> under(module + "/src/main").stream())
                .toList();
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
}
