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

/** Classifies database failures as transient or permanent by SQLSTATE (PostgreSQL documentation, appendix A). */
public final class SqlFailures {

    /**
     * SQLSTATE classes that are caused by the data: 22 data exception, 23 integrity constraint violation, 54 program
     * limit exceeded, P0 PL/pgSQL error. All other classes are caused by the database or by the statement, so a retry
     * succeeds after a repair. Spring's translation does not fit: it maps 54 to a lost resource and does not map 25,
     * which includes a database that is read-only after a failover.
     */
    private static final Set<String> DATA_ERRORS = Set.of("22", "23", "54", "P0");

    private SqlFailures() {}

    /** Whether a retry may succeed: the database is unavailable, or there was a deadlock or a time-out. */
    public static boolean isTransient(Throwable failure) {
        String state = sqlState(failure);
        if (state != null) {
            return !DATA_ERRORS.contains(state.substring(0, 2));
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

    /** Returns the SQLSTATE of the first cause that has one (five characters); null if the database sent no error. */
    public static String sqlState(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return null;
    }
}
