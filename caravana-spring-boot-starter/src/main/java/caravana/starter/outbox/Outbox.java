package caravana.starter.outbox;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The outbox of a service: where its statements are, and where its events go.
 *
 * @param sqlFolder the folder of {@code claim-unpublished-events.sql}, {@code delete-published-events.sql} and
 *     {@code measure-outbox.sql}, such as {@code classpath:pets/sql}
 * @param exchange the exchange to which every event is published
 * @param routingKey the routing key of every event
 * @param reader reads a row of {@code claim-unpublished-events.sql}
 */
public record Outbox(
        String sqlFolder, String exchange, String routingKey, Function<Map<String, Object>, OutboxEvent> reader) {

    String statement(String name) {
        return sqlFolder + "/" + name + ".sql";
    }

    @SuppressWarnings("unchecked") // camel-sql hands over each row as such a map
    List<OutboxEvent> events(List<?> rows) {
        return rows.stream().map(row -> reader.apply((Map<String, Object>) row)).toList();
    }
}
