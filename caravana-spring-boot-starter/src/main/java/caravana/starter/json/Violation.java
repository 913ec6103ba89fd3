package caravana.starter.json;

import java.nio.charset.StandardCharsets;

/**
 * One place where a document breaks its contract.
 *
 * @param pointer the place as a JSON Pointer (RFC 6901), or "/" and the name of a parameter; 300 characters at most
 * @param detail what is expected there
 */
public record Violation(String pointer, String detail) {

    private static final int MAX_LENGTH = 300;

    /** Names come from the sender: cut to a sane length, and without lone surrogates, which UTF-8 cannot carry. */
    public Violation {
        String cut = pointer.length() > MAX_LENGTH ? pointer.substring(0, MAX_LENGTH) + "…" : pointer;
        pointer = new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** A member's name as it stands in a JSON Pointer. */
    public static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    @Override
    public String toString() {
        return pointer.isEmpty() ? detail : pointer + " " + detail;
    }
}
