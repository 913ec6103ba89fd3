package caravana.starter.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PageTest {

    @Property(tries = 200)
    void holdsUpToTheLimitAndHasANextPageIfThereAreMore(
            @ForAll @IntRange(min = 1, max = 200) int limit, @ForAll @IntRange(max = 201) int there) {
        List<Integer> found =
                IntStream.range(0, Math.min(there, limit + 1)).boxed().toList();

        Page<Integer> page = Page.of(found, limit, last -> "after " + last);

        assertThat(page.items()).isEqualTo(found.subList(0, Math.min(found.size(), limit)));
        assertThat(page.next()).isEqualTo(there > limit ? "after " + (limit - 1) : null);
    }

    @Test
    void createsNoCursorOnTheLastPage() {
        Page<String> page = Page.of(List.of("only"), 1, last -> {
            throw new AssertionError("there is no page after " + last);
        });

        assertThat(page.next()).isNull();
    }
}
