package caravana.starter.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.starter.messaging.PublisherConfirms.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What became of a batch of messages reaches SQL as arrays in PostgreSQL's text form. */
class PublishOutcomeTest {

    private static final String A = "01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b";
    private static final String B = "01a203c5-6dfc-7d21-8a3b-1c2d3e4f5a6b";

    @Test
    void tellsConfirmedFromRefused() {
        assertThat(new Outcome(List.of(A, B), List.of(), Instant.EPOCH).parameters())
                .isEqualTo(Map.of("confirmed", "{" + A + "," + B + "}", "refused", "{}"));
        assertThat(new Outcome(List.of(), List.of(B), Instant.EPOCH).parameters())
                .isEqualTo(Map.of("confirmed", "{}", "refused", "{" + B + "}"));
    }
}
