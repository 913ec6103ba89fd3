package caravana.starter.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parsing and creation of a traceparent (W3C Trace Context). */
class TraceParentTest {

    private static final String VALID = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void containsTheTraceId() {
        assertThat(TraceParent.isValid(VALID)).isTrue();
        assertThat(TraceParent.traceId(VALID)).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @Test
    void isCreatedUnsampledAndUnique() {
        String first = TraceParent.unsampled();
        assertThat(TraceParent.isValid(first)).isTrue();
        assertThat(first).endsWith("-00");
        assertThat(TraceParent.traceId(first)).isNotEqualTo(TraceParent.traceId(TraceParent.unsampled()));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "00",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                VALID + "0",
                VALID + "\n",
                " " + VALID,
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01"
            })
    void isInvalidInAnyOtherForm(String text) {
        assertThat(TraceParent.isValid(text)).isFalse();
    }
}
