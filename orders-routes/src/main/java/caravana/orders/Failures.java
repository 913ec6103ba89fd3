package caravana.orders;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Objects;
import java.util.Set;
import org.springframework.amqp.AmqpException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/** Tells failures that pass by themselves from those that do not. */
public final class Failures {

    /**
     * Classes of SQLSTATE (PostgreSQL, appendix A) that blame the data: data exception, integrity constraint violation,
     * program limit exceeded, raised by a function. All others blame the database, its state or our statement: the same
     * work succeeds once that is mended. Spring's translation is not enough: it calls class 54 a lost resource, and does
     * not know 25, a database that is read-only after a failover.
     */
    private static final Set<String> BLAME_THE_DATA = Set.of("22", "23", "54", "P0");

    private static final int MAX_REASON = 2_000;

    private Failures() {}

    /** Database or broker away, a deadlock, a timeout: the same work succeeds later. */
    static boolean isTransient(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return !BLAME_THE_DATA.contains(sql.getSQLState().substring(0, 2));
            }
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataAccessResourceFailureException
                    || cause instanceof TransientDataAccessException
                    || cause instanceof RecoverableDataAccessException
                    || cause instanceof TransactionException
                    || cause instanceof SQLTransientException
                    || cause instanceof SQLRecoverableException
                    || cause instanceof SQLNonTransientConnectionException
                    || cause instanceof AmqpException) {
                return true;
            }
        }
        return false;
    }

    /** The innermost message, which says most, on one line. */
    static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return Objects.requireNonNullElse(root.getMessage(), "")
                .lines()
                .findFirst()
                .orElse(root.getClass().getSimpleName());
    }

    /** What went wrong, short enough for an AMQP header. */
    public static String reason(Throwable failure) {
        String message = Objects.requireNonNullElse(
                failure.getMessage(), failure.getClass().getSimpleName());
        return message.length() > MAX_REASON ? message.substring(0, MAX_REASON) + "…" : message;
    }
}
