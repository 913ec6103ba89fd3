package caravana.starter.web;

import java.util.List;
import java.util.function.Function;

/**
 * A page of a list.
 *
 * @param next the cursor of the page after it; null where this is the last
 */
public record Page<T>(List<T> items, String next) {

    /**
     * The page of what was found.
     *
     * @param found one more than the page holds, where there are more
     * @param cursor the cursor of the page that begins after an item
     */
    public static <T> Page<T> of(List<T> found, int limit, Function<T, String> cursor) {
        return found.size() > limit
                ? new Page<>(found.subList(0, limit), cursor.apply(found.get(limit - 1)))
                : new Page<>(found, null);
    }
}
