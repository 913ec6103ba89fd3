package caravana.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.io.FileUtils;

/** A Spring Boot jar laid out beside its libraries by its own tools: it starts in half the time of the nested one. */
public final class UnpackedJar {

    private UnpackedJar() {}

    /** The jar to start instead of the given one: unpacked into the folder, unless the same one is there already. */
    public static Path of(Path jar, Path folder) {
        try {
            Path version = folder.resolve(Long.toHexString(checksum(jar)));
            Path unpacked = version.resolve(jar.getFileName());
            if (!Files.exists(unpacked)) {
                FileUtils.deleteDirectory(folder.toFile());
                Files.createDirectories(folder);
                // Moved in one step: what was interrupted half-way is not taken for a whole one.
                Path partial = folder.resolve("partial");
                extract(jar, partial);
                Files.move(partial, version, StandardCopyOption.ATOMIC_MOVE);
            }
            return unpacked;
        } catch (IOException e) {
            throw new UncheckedIOException(jar + " cannot be unpacked", e);
        }
    }

    /** Times and sizes say nothing here: a reproducible build gives every jar the same time. */
    private static long checksum(Path jar) throws IOException {
        long sum = 1;
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                sum = 31 * (31 * sum + entry.getName().hashCode()) + entry.getCrc();
            }
        }
        return sum;
    }

    private static void extract(Path jar, Path destination) throws IOException {
        Process tools = new ProcessBuilder(
                        JavaProcess.program(),
                        "-Djarmode=tools",
                        "-jar",
                        jar.toString(),
                        "extract",
                        "--destination",
                        destination.toString())
                .redirectErrorStream(true)
                .start();
        String words = new String(tools.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (tools.waitFor() != 0) {
                throw new IOException(words);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted", e);
        }
    }
}
