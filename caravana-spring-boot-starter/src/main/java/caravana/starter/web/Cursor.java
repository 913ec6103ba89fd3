package caravana.starter.web;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.function.Function;

/** An opaque pagination cursor: the position of a page in a list, as base64url without padding (RFC 4648). */
public final class Cursor {

    private Cursor() {}

    /** Encodes a position. */
    public static String of(ByteBuffer position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.array());
    }

    /**
     * Decodes a cursor.
     *
     * @param bytes the length of a position in bytes
     * @param reader decodes the position; throws an {@link IllegalArgumentException} if it is out of range
     * @throws ProblemException 400 if the cursor is invalid
     */
    public static <T> T read(String cursor, int bytes, Function<ByteBuffer, T> reader) {
        try {
            byte[] position = Base64.getUrlDecoder().decode(cursor);
            if (position.length == bytes) {
                return reader.apply(ByteBuffer.wrap(position));
            }
        } catch (IllegalArgumentException e) {
            throw unknown();
        }
        throw unknown();
    }

    private static ProblemException unknown() {
        return ProblemException.parameter("cursor", "must be the value of next from an earlier page");
    }
}
