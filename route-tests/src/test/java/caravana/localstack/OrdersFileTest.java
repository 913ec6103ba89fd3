package caravana.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrdersFileTest {

    private static final String GOOD =
            "{\"source\": \"536365\", \"expectedTotal\": \"139.12\", \"order\": {\"currency\": \"GBP\"}}";

    @TempDir
    private Path folder;

    @Test
    void readsTheOrderWithItsExpectedTotal() throws IOException {
        List<OrdersFile.Line> lines = read(GOOD);

        assertThat(lines).singleElement().isInstanceOfSatisfying(OrdersFile.Order.class, order -> {
            assertThat(order.number()).isEqualTo(1);
            assertThat(order.source()).isEqualTo("536365");
            assertThat(order.expectedTotal()).isEqualByComparingTo("139.12");
            assertThat(order.order().path("currency").asText()).isEqualTo("GBP");
        });
    }

    @Test
    void skipsEmptyLinesButCountsThem() throws IOException {
        assertThat(read("\n" + GOOD + "\n\n   \n" + GOOD + "\n"))
                .extracting(OrdersFile.Line::number)
                .containsExactly(2, 5);
    }

    @Test
    void reportsALineThatIsNoOrderAndContinues() throws IOException {
        List<OrdersFile.Line> lines = read(String.join(
                "\n",
                "{\"source\": ",
                "{\"expectedTotal\": \"1\"}",
                "{\"expectedTotal\": \"1\", \"order\": []}",
                "{\"expectedTotal\": \"much\", \"order\": {}}",
                "{\"order\": {}}",
                GOOD + " {}",
                "[]",
                GOOD));

        assertThat(lines.subList(0, 7)).allMatch(OrdersFile.Unreadable.class::isInstance);
        assertThat(lines.subList(0, 7)).extracting(OrdersFile.Line::number).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(lines.get(7)).isInstanceOf(OrdersFile.Order.class);
    }

    @Test
    void reportsALineThatIsNotUtf8AndContinues() throws IOException {
        Path file = folder.resolve("orders.ndjson");
        Files.write(file, new byte[] {'"', (byte) 0xff, '"', '\n'});
        Files.writeString(file, GOOD.replace("GBP", "£"), StandardCharsets.UTF_8, StandardOpenOption.APPEND);

        List<OrdersFile.Line> lines = read(file);

        assertThat(lines.get(0)).isEqualTo(new OrdersFile.Unreadable(1, "not UTF-8"));
        assertThat(lines.get(1))
                .isInstanceOfSatisfying(
                        OrdersFile.Order.class,
                        order -> assertThat(order.order().path("currency").asText())
                                .isEqualTo("£"));
    }

    private List<OrdersFile.Line> read(String content) throws IOException {
        return read(Files.writeString(folder.resolve("orders.ndjson"), content));
    }

    private static List<OrdersFile.Line> read(Path file) {
        List<OrdersFile.Line> lines = new ArrayList<>();
        new OrdersFile(file).forEachLine(lines::add);
        return lines;
    }
}
