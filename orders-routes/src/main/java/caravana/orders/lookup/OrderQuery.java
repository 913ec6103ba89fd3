package caravana.orders.lookup;

import caravana.orders.Order;
import caravana.starter.web.Cursor;
import caravana.starter.web.Page;
import caravana.starter.web.QueryParameters;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A request for a page of a merchant's orders.
 *
 * @param limit the largest number of orders on the page, 1 to 200
 * @param before the page starts with the newest order that is older than this id
 */
record OrderQuery(int limit, UUID before) {

    private static final UUID NEWEST = new UUID(-1L, -1L);

    static OrderQuery page(Optional<String> limit, Optional<String> cursor) {
        return new OrderQuery(
                QueryParameters.pageLimit(limit),
                cursor.map(OrderQuery::position).orElse(NEWEST));
    }

    /** Returns the parameters of {@code list-orders.sql}: one extra row shows whether there is a next page. */
    Map<String, Object> row(String merchant) {
        return Map.of("merchant", merchant, "before", before, "limit", limit + 1);
    }

    Page<Order> pageOf(List<Order> found) {
        return Page.of(found, limit, OrderQuery::cursor);
    }

    private static String cursor(Order last) {
        return Cursor.of(ByteBuffer.allocate(Long.BYTES * 2)
                .putLong(last.id().getMostSignificantBits())
                .putLong(last.id().getLeastSignificantBits()));
    }

    private static UUID position(String cursor) {
        return Cursor.read(cursor, Long.BYTES * 2, id -> new UUID(id.getLong(), id.getLong()));
    }
}
