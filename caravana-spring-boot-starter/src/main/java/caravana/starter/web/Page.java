package caravana.starter.web;

import java.util.List;
import java.util.function.Function;

/**
 * A page of a list.
 *
 * @param next the cursor of the next page; null on the last page
 */
public record Page<T>(List<T> items, String next) {

    /**
     * Creates a page from the rows of a query.
     *
     * @param found up to {@code limit + 1} items; the extra item shows that there is a next page
     * @param limit the largest number of items on the page
     * @param cursor creates the cursor of the page that follows an item
     */
    public static <T> Page<T> of(List<T> found, int limit, Function<T, String> cursor) {
        return found.size() > limit
                ? new Page<>(found.subList(0, limit), cursor.apply(found.get(limit - 1)))
                : new Page<>(found, null);
    }
}
