package caravana.starter.messaging;

import caravana.starter.sql.SqlFailures;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.springframework.amqp.AmqpException;

/** Tells failures that pass by themselves from those that do not, and what a failure says. */
public final class Failures {

    private static final int MAX_REASON = 2_000;

    private Failures() {}

    /** The failure that an exchange is being handled for. */
    public static Exception caught(Exchange failed) {
        return failed.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    }

    /** Database or broker away, a deadlock, a time-out: the same work succeeds later. */
    public static boolean isTransient(Throwable failure) {
        return SqlFailures.isTransient(failure) || isOfBroker(failure);
    }

    private static boolean isOfBroker(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AmqpException) {
                return true;
            }
        }
        return false;
    }

    /** The innermost message, which says most, on one line. */
    public static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return Objects.requireNonNullElse(root.getMessage(), "")
                .lines()
                .findFirst()
                .orElse(root.getClass().getSimpleName());
    }

    /** What went wrong, short enough for an AMQP header and without NUL, which PostgreSQL does not take. */
    static String summary(Throwable failure) {
        String message = Objects.requireNonNullElse(
                        failure.getMessage(), failure.getClass().getSimpleName())
                .replace("\0", "");
        return message.length() > MAX_REASON ? message.substring(0, MAX_REASON) + "…" : message;
    }
}
