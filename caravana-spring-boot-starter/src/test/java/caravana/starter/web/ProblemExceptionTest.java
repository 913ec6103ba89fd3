package caravana.starter.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import caravana.starter.json.Violation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A problem document contains the location of a violation, which is always valid UTF-8. */
class ProblemExceptionTest {

    @Test
    void keepsAPointerAsItIs() {
        assertThat(new Violation("/customer/address/straße 東京 👩", "must be shorter").pointer())
                .isEqualTo("/customer/address/straße 東京 👩");
    }

    @Test
    void truncatesALongPointer() {
        assertThat(new Violation("/" + "n".repeat(500_000), "is not known").pointer())
                .hasSize(301)
                .endsWith("n…");
    }

    @Test
    void replacesALoneSurrogate() {
        String pointer = new Violation("/a\ud83d/b\ude00", "is not known").pointer();
        assertThat(pointer).isEqualTo("/a?/b?");
    }

    @Test
    void truncatesBetweenCharacters() {
        String pointer = new Violation("/" + "👩".repeat(200), "is not known").pointer();
        assertThat(new String(pointer.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(pointer);
        assertThat(pointer.codePoints()).noneMatch(point -> point >= 0xD800 && point <= 0xDFFF);
    }

    @Test
    void namesTheInvalidParameter() {
        ProblemException refused = ProblemException.parameter("limit", "must be an integer");
        assertThat(refused.status().value()).isEqualTo(400);
        assertThat(refused).hasMessage("limit must be an integer");
        assertThat(refused.violations()).containsExactly(new Violation("/limit", "must be an integer"));
    }

    @Test
    void copiesItsViolations() {
        List<Violation> violations = new ArrayList<>(List.of(new Violation("/items", "is missing")));
        ProblemException refused = ProblemException.body(violations);
        violations.clear();
        assertThat(refused.violations()).hasSize(1);
        assertThat(refused.getStackTrace()).isEmpty();
    }

    @Test
    void returnsAFoundItemAndRejectsAMissingOne() {
        assertThat(ProblemException.found("a pet", "There is no such pet.")).isEqualTo("a pet");
        ProblemException missing = catchThrowableOfType(
                ProblemException.class, () -> ProblemException.found(null, "There is no such pet."));
        assertThat(missing.status().value()).isEqualTo(404);
        assertThat(missing).hasMessage("There is no such pet.");
        assertThat(missing.violations()).isEmpty();
    }
}
