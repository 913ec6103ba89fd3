package caravana.starter.json;

import java.nio.charset.StandardCharsets;

/**
 * One violation of a contract.
 *
 * @param pointer the location as a JSON Pointer (RFC 6901), or "/" and the name of a parameter; at most 300 characters
 * @param detail the expected value, as the end of a sentence: "must be an integer"
 */
public record Violation(String pointer, String detail) {

    private static final int MAX_LENGTH = 300;

    /** Truncates the pointer, which contains names from the sender, and replaces lone surrogates (invalid in UTF-8). */
    public Violation {
        String cut = pointer.length() > MAX_LENGTH ? pointer.substring(0, MAX_LENGTH) + "…" : pointer;
        pointer = new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** Escapes a member's name for a JSON Pointer (RFC 6901, section 3). */
    public static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    @Override
    public String toString() {
        return pointer.isEmpty() ? detail : pointer + " " + detail;
    }
}
