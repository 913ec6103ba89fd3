package caravana.orders.lookup;

import caravana.orders.Order;
import caravana.orders.RequestRefused;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/**
 * Which page of its orders a merchant asks for.
 *
 * @param limit the most orders on the page, 1 to 200
 * @param before the page begins with the newest order that is older than this one
 */
record OrderQuery(int limit, UUID before) {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    private static final UUID NEWEST = new UUID(-1L, -1L);

    /** A page of a list, and the cursor of the one after it. */
    record Page(List<Order> items, String next) {}

    static OrderQuery page(Optional<String> limit, Optional<String> cursor) {
        return new OrderQuery(
                limit.map(OrderQuery::limit).orElse(DEFAULT_LIMIT),
                cursor.map(OrderQuery::position).orElse(NEWEST));
    }

    /** An order's id as it stands in a path. */
    static UUID id(String text) {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            throw notAUuid();
        }
        throw notAUuid();
    }

    /** The parameters of {@code list-orders.sql}: one row more than the page holds tells whether there is another page. */
    Map<String, Object> row(String merchant) {
        return Map.of("merchant", merchant, "before", before, "limit", limit + 1);
    }

    Page pageOf(List<?> rows) {
        List<Order> orders = rows.stream()
                .limit(limit)
                .map(row -> Order.ofRow((Map<?, ?>) row))
                .toList();
        return new Page(
                orders, rows.size() > limit ? cursor(orders.get(limit - 1).id()) : null);
    }

    static Order only(List<?> rows) {
        return rows.stream()
                .findFirst()
                .map(row -> Order.ofRow((Map<?, ?>) row))
                .orElseThrow(() -> new RequestRefused(HttpStatus.NOT_FOUND, "There is no such order."));
    }

    private static RequestRefused notAUuid() {
        return RequestRefused.parameter("id", "must be a UUID");
    }

    private static int limit(String text) {
        if (text.matches("[0-9]{1,3}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        }
        throw RequestRefused.parameter("limit", "must be an integer from 1 to " + MAX_LIMIT);
    }

    private static String cursor(UUID id) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES * 2)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static UUID position(String cursor) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            if (bytes.length == Long.BYTES * 2) {
                ByteBuffer id = ByteBuffer.wrap(bytes);
                return new UUID(id.getLong(), id.getLong());
            }
        } catch (IllegalArgumentException e) {
            throw unknownCursor();
        }
        throw unknownCursor();
    }

    private static RequestRefused unknownCursor() {
        return RequestRefused.parameter("cursor", "must be the next of a page that was answered before");
    }
}
