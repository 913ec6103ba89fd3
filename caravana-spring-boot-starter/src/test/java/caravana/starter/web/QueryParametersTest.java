package caravana.starter.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParametersTest {

    private static final String ID = "01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b";

    @ParameterizedTest
    @ValueSource(strings = {ID, "01A203C5-6DFB-7C4E-9F0A-5B1D2E3F4A5B"})
    void readsAUuidInLowerAndUpperCase(String text) {
        assertThat(QueryParameters.uuid("id", text)).isEqualTo(UUID.fromString(ID));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1-1-1-1-1", "42", "01a203c56dfb7c4e9f0a5b1d2e3f4a5b", "{" + ID + "}", ID + " ", ID + "0"})
    void rejectsTextThatIsNotAUuid(String text) {
        assertRejected(() -> QueryParameters.uuid("petId", text), "petId", "must be a UUID");
    }

    @Test
    void readsALimitFromOneToTwoHundred() {
        assertThat(QueryParameters.pageLimit(Optional.empty())).isEqualTo(50);
        assertThat(QueryParameters.pageLimit(Optional.of("1"))).isEqualTo(1);
        assertThat(QueryParameters.pageLimit(Optional.of("007"))).isEqualTo(7);
        assertThat(QueryParameters.pageLimit(Optional.of("200"))).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "201", "10000", "4294967297", "1.5", "1e1", " 1", "+1", "ten", "٣", "0x1"})
    void rejectsAnyOtherLimit(String limit) {
        assertRejected(
                () -> QueryParameters.pageLimit(Optional.of(limit)), "limit", "must be an integer from 1 to 200");
    }

    private static void assertRejected(ThrowingCallable reading, String parameter, String detail) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(reading)
                .withMessage(parameter + " " + detail)
                .matches(refusal -> refusal.status().value() == 400)
                .matches(refusal -> refusal.violations().get(0).pointer().equals("/" + parameter));
    }
}
