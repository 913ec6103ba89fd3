package caravana.starter.web;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.function.Function;

/** The position of a page in a list, as text that a client gives back unread: bytes in Base64 for URLs (RFC 4648). */
public final class Cursor {

    private Cursor() {}

    /** The text of a position. */
    public static String of(ByteBuffer position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.array());
    }

    /**
     * The position that a text stands for.
     *
     * @param bytes how long a position is
     * @param reader reads it; a position that cannot be is an {@link IllegalArgumentException}
     * @throws ProblemException 400 where the text is none that was given out
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
        return ProblemException.parameter("cursor", "must be the next of a page that was answered before");
    }
}
