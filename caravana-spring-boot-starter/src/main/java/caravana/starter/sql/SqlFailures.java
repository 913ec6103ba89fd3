package caravana.starter.sql;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/** Failures of a database by their SQLSTATE (PostgreSQL, appendix A): those that pass by themselves, and those that do not. */
public final class SqlFailures {

    /**
     * Classes of SQLSTATE that blame the data: data exception, integrity constraint violation, program limit exceeded,
     * raised by a function. All others blame the database, its state or our statement: the same work succeeds once that
     * is mended. Spring's translation is not enough: it calls class 54 a lost resource, and does not know 25, a database
     * that is read-only after a failover.
     */
    private static final Set<String> BLAME_THE_DATA = Set.of("22", "23", "54", "P0");

    private SqlFailures() {}

    /** The database is away, a deadlock, a time-out: the same work succeeds later. */
    public static boolean isTransient(Throwable failure) {
        String state = sqlState(failure);
        if (state != null) {
            return !BLAME_THE_DATA.contains(state.substring(0, 2));
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataAccessResourceFailureException
                    || cause instanceof TransientDataAccessException
                    || cause instanceof RecoverableDataAccessException
                    || cause instanceof TransactionException
                    || cause instanceof SQLTransientException
                    || cause instanceof SQLRecoverableException
                    || cause instanceof SQLNonTransientConnectionException) {
                return true;
            }
        }
        return false;
    }

    /** The SQLSTATE of five characters that a failure goes back to; null where no database has answered. */
    public static String sqlState(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return null;
    }
}
