package caravana.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A service as it is shipped, but for one SQL statement from which a guard was taken out. */
final class Mutant {

    private Mutant() {}

    /**
     * A copy of the service's jar, beside the same libraries.
     *
     * @param statement the SQL file
     * @param pattern the guard, as a regular expression; it has to be there
     * @param replacement what stands in its place
     */
    static Path of(String service, String statement, String pattern, String replacement) throws IOException {
        Path original = Servers.jar(service);
        Path mutant = original.resolveSibling("without-guard-in-" + statement + ".jar");
        Files.copy(original, mutant, StandardCopyOption.REPLACE_EXISTING);
        try (FileSystem jar = FileSystems.newFileSystem(mutant)) {
            Path file = jar.getPath(service, "sql", statement);
            String guarded = Files.readString(file);
            String unguarded = guarded.replaceFirst(pattern, replacement);
            assertThat(unguarded).as("%s without what guards it", statement).isNotEqualTo(guarded);
            Files.writeString(file, unguarded);
        }
        return mutant;
    }
}
