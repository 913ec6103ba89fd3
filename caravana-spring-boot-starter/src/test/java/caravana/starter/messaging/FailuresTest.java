package caravana.starter.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import caravana.starter.json.InvalidJsonException;
import caravana.starter.json.SchemaReader;
import caravana.starter.json.Violation;
import caravana.starter.messaging.InvalidMessageException.Reason;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.amqp.AmqpConnectException;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.CannotCreateTransactionException;

/** A failure passes by itself, or it does not: that decides between waiting and giving up. */
class FailuresTest {

    static Stream<Throwable> passByThemselves() {
        return Stream.of(
                new CannotGetJdbcConnectionException("database away"),
                new DataAccessResourceFailureException("connection lost"),
                new CannotCreateTransactionException("database away"),
                new CannotAcquireLockException("deadlock"),
                new QueryTimeoutException("timeout"),
                new SQLTransientConnectionException("pool exhausted"),
                new SQLRecoverableException("connection lost"),
                new SQLNonTransientConnectionException("connection reset"),
                new AmqpConnectException(new IOException("broker away")),
                new UncategorizedSQLException(
                        "task", "insert", new SQLException("read-only after a failover", "25006")),
                new BadSqlGrammarException("task", "insert", new SQLException("the grant is gone", "42501")),
                new UncategorizedSQLException("task", "insert", new SQLException("index corrupted", "XX002")));
    }

    @ParameterizedTest
    @MethodSource
    void passByThemselves(Throwable failure) {
        assertThat(Failures.isTransient(failure)).isTrue();
        assertThat(Failures.isTransient(new IllegalStateException("wrapped", new RuntimeException(failure))))
                .isTrue();
    }

    static Stream<Throwable> stayForEver() {
        return Stream.of(
                malformed(),
                new InvalidMessageException("does not add up"),
                new IllegalStateException("a bug"),
                new DataIntegrityViolationException("check constraint"),
                new BadSqlGrammarException("task", "select", new SQLException("syntax error")),
                // Spring takes class 54 for a lost resource: waiting would block what comes behind for ever.
                new DataAccessResourceFailureException("too long", new SQLException("index row size exceeds", "54000")),
                new DataIntegrityViolationException("NUL", new SQLException("invalid byte sequence", "22021")),
                new IOException("a value that cannot be written as JSON"));
    }

    @ParameterizedTest
    @MethodSource
    void stayForEver(Throwable failure) {
        assertThat(Failures.isTransient(failure)).isFalse();
    }

    @Test
    void haveTheReasonTheyCarryOrNoneThatAnybodyForesaw() {
        assertThat(Reason.of(new InvalidMessageException("does not add up"))).isEqualTo(Reason.BUSINESS_RULE);
        assertThat(Reason.of(new IllegalStateException("a bug"))).isEqualTo(Reason.UNEXPECTED);
    }

    @Test
    void ofADocumentHaveTheReasonThatItIsNoJsonOrBreaksItsContract() {
        assertThat(Reason.of(malformed())).isEqualTo(Reason.MALFORMED);
        assertThat(Reason.of(InvalidJsonException.breaksContract(List.of(new Violation("/total", "is missing")))))
                .isEqualTo(Reason.CONTRACT);
    }

    @Test
    void areSummedUpWithoutWhatPostgresqlCannotStore() {
        assertThat(Failures.summary(new IllegalStateException("a\0b"))).isEqualTo("ab");
    }

    @Test
    void areSummedUpShortEnoughForAHeader() {
        assertThat(Failures.summary(new IllegalStateException("x".repeat(1_000_000))))
                .hasSize(2_001)
                .endsWith("x…");
    }

    @Test
    void areNamedWhereTheySayNothing() {
        assertThat(Failures.summary(new IllegalStateException())).isEqualTo("IllegalStateException");
        assertThat(Failures.rootMessage(new IllegalStateException("outer", new IOException())))
                .isEqualTo("IOException");
    }

    @Test
    void areToldByTheirInnermostMessageOnOneLine() {
        assertThat(Failures.rootMessage(new IllegalStateException("outer", new IOException("refused\n\tat host"))))
                .isEqualTo("refused");
    }

    private static InvalidJsonException malformed() {
        SchemaReader reader = SchemaReader.ofEvents("classpath:pets/pet.adopted.v1.schema.json");
        return catchThrowableOfType(InvalidJsonException.class, () -> reader.read(new byte[] {'{'}));
    }
}
