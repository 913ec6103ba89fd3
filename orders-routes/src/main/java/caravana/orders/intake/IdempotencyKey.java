package caravana.orders.intake;

import caravana.starter.web.ProblemException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client's own name for one order, however often it sends it (IETF draft-ietf-httpapi-idempotency-key-header). Each
 * merchant has keys of its own.
 *
 * @param text 1 to 255 printable ASCII characters
 */
record IdempotencyKey(String text) {

    static final String HEADER = "Idempotency-Key";

    /** A string of RFC 9651, or, as many clients send it, the same without its quotes. */
    private static final Pattern FORMAT = Pattern.compile(
            "\"(?<quoted>(?:[ !#-\\[\\]-~]|\\\\[\"\\\\]){1,255})\"|(?<bare>[!#-+\\--:<-\\[\\]-~]{1,255})");

    static IdempotencyKey parse(String header) {
        Matcher key = FORMAT.matcher(header.strip());
        if (!key.matches()) {
            throw ProblemException.parameter(
                    HEADER, "must be one quoted string of 1 to 255 printable ASCII characters");
        }
        String bare = key.group("bare");
        return new IdempotencyKey(bare != null ? bare : key.group("quoted").replaceAll("\\\\(.)", "$1"));
    }
}
