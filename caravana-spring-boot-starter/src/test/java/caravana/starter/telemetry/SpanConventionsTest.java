package caravana.starter.telemetry;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpanConventionsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://one:5432,two:5432/pets",
                "jdbc:postgresql://one/pets?options=-c statement_timeout=10s",
                "jdbc:postgresql:pets"
            })
    void acceptAUrlThatOnlyTheDriverCanParse(String jdbcUrl) {
        assertThatCode(() -> new SpanConventions("broker", 5672, jdbcUrl)).doesNotThrowAnyException();
    }
}
