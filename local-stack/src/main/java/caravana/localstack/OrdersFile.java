package caravana.localstack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A file of orders in NDJSON: one JSON object per line. */
final class OrdersFile {

    private static final ObjectReader JSON = JsonHttp.JSON
            .reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final Path file;

    OrdersFile(Path file) {
        this.file = file;
    }

    /** A line: an order with its expected total, or a line that cannot be parsed. */
    sealed interface Line permits Order, Unreadable {

        int number();
    }

    record Order(int number, String source, BigDecimal expectedTotal, JsonNode order) implements Line {}

    record Unreadable(int number, String problem) implements Line {}

    /** Reads the file line by line, so that it can be larger than memory. Skips empty lines. */
    void forEachLine(Consumer<Line> consumer) {
        // ISO 8859-1 preserves the bytes, so that a line that is not UTF-8 is reported and the next one is read.
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    consumer.accept(read(number, line.getBytes(StandardCharsets.ISO_8859_1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private static Line read(int number, byte[] bytes) {
        JsonNode line;
        try {
            line = JSON.readTree(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return new Unreadable(number, "not UTF-8");
        } catch (JsonProcessingException e) {
            return new Unreadable(number, "not JSON: " + e.getOriginalMessage());
        }
        if (!line.path("order").isObject()) {
            return new Unreadable(number, "no object \"order\"");
        }
        BigDecimal total;
        try {
            total = new BigDecimal(line.path("expectedTotal").asText());
        } catch (NumberFormatException e) {
            return new Unreadable(number, "no decimal \"expectedTotal\"");
        }
        return new Order(number, line.path("source").asText(), total, line.get("order"));
    }
}
