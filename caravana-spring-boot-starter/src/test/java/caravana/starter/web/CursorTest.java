package caravana.starter.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    private static final int BYTES = 8;

    @Property
    void decodesToItsPosition(@ForAll long position) {
        String cursor = Cursor.of(ByteBuffer.allocate(BYTES).putLong(position));

        assertThat(cursor).as("needs no escaping in a query").matches("[A-Za-z0-9_-]+");
        long read = Cursor.read(cursor, BYTES, ByteBuffer::getLong);
        assertThat(read).isEqualTo(position);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "!!!", "AAAA", "AAAAAAAAAAAAAA", "AAAAAAAAAA+", "null", "AAAAAAAAAAA\n", " AAAAAAAAAAA"
            })
    void isRejectedIfItIsNotBase64Url(String cursor) {
        assertRejected(cursor, ByteBuffer::getLong);
    }

    @Test
    void isRejectedIfThePositionIsOutOfRange() {
        assertRejected(Cursor.of(ByteBuffer.allocate(BYTES)), bytes -> {
            throw new IllegalArgumentException("out of range");
        });
    }

    @Property
    void isRejectedIfItsLengthIsWrong(@ForAll @Size(max = 20) byte[] position) {
        String cursor = Cursor.of(ByteBuffer.wrap(position));
        if (position.length == BYTES) {
            int bytes = Cursor.read(cursor, BYTES, ByteBuffer::remaining);
            assertThat(bytes).isEqualTo(BYTES);
        } else {
            assertRejected(cursor, ByteBuffer::getLong);
        }
    }

    private static void assertRejected(String cursor, Function<ByteBuffer, Long> reader) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> Cursor.read(cursor, BYTES, reader))
                .withMessage("cursor must be the value of next from an earlier page")
                .matches(refusal -> refusal.status().value() == 400)
                .matches(refusal -> refusal.violations().get(0).pointer().equals("/cursor"));
    }
}
