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

/** An extracted Spring Boot jar ({@code jarmode=tools}), which starts in half the time of the nested jar. */
public final class UnpackedJar {

    private UnpackedJar() {}

    /** Extracts a jar to a folder, unless the folder contains it already, and returns the jar to start. */
    public static Path of(Path jar, Path folder) {
        try {
            Path version = folder.resolve(Long.toHexString(checksum(jar)));
            Path unpacked = version.resolve(jar.getFileName());
            if (!Files.exists(unpacked)) {
                FileUtils.deleteDirectory(folder.toFile());
                Files.createDirectories(folder);
                // Atomic move, so that an interrupted extraction is not used.
                Path partial = folder.resolve("partial");
                extract(jar, partial);
                Files.move(partial, version, StandardCopyOption.ATOMIC_MOVE);
            }
            return unpacked;
        } catch (IOException e) {
            throw new UncheckedIOException(jar + " cannot be extracted", e);
        }
    }

    /** A checksum, because a reproducible build gives every jar the same modification time. */
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
