package caravana.invoices.issuing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import caravana.fixture.Infrastructure;
import caravana.localstack.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterTry;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The numbering statement by itself, in a database in which no service runs. */
class InvoiceNumberingTest {

    private static final class ServiceDatabases {
        private static final Database DATABASE = migrated();

        private static Database migrated() {
            Database database = Infrastructure.database("invoices_numbering");
            Flyway.configure()
                    .dataSource(database.jdbcUrl(), database.username(), database.password())
                    .locations("classpath:invoices/db")
                    .load()
                    .migrate();
            return database;
        }
    }

    private static Connection connect() throws SQLException {
        Database database = ServiceDatabases.DATABASE;
        return DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
    }

    private static String numberingStatement(int batch) {
        try (InputStream sql = InvoiceIssuingRoute.class.getResourceAsStream("/invoices/sql/number-invoices.sql")) {
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8).replace(":#batch", Integer.toString(batch));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Numbers one batch and returns how many invoices were numbered. */
    private static int number(Connection connection, int batch) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(numberingStatement(batch));
        }
    }

    private static void insert(Connection connection, String merchant, int count) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into invoices (id, order_id, merchant, currency, total, customer, lines, traceparent,
                                      issued_event_id)
                select gen_random_uuid(), gen_random_uuid(), ?, 'BRL', 1, '{}', '[]', '', gen_random_uuid()
                from generate_series(1, ?)""")) {
            statement.setString(1, merchant);
            statement.setInt(2, count);
            statement.executeUpdate();
        }
    }

    private static List<Long> longs(Connection connection, String sql) throws SQLException {
        List<Long> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getLong(1));
            }
        }
        return found;
    }

    private static List<Long> numbers(Connection connection, String merchant) throws SQLException {
        return longs(
                connection,
                "select number_sequence from invoices where merchant = '" + merchant
                        + "' and number_sequence is not null order by 1");
    }

    private static List<Long> oneTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private static long scalar(Connection connection, String sql) throws SQLException {
        return longs(connection, sql).get(0);
    }

    @BeforeEach
    @AfterEach
    @AfterTry
    void forget() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("truncate invoices, invoice_numbers, outbox");
        }
    }

    @Test
    void beginsWithOneForEachMerchantAndGoesOnWithTheNext() throws SQLException {
        try (Connection connection = connect()) {
            insert(connection, "a", 3);
            insert(connection, "b", 2);
            assertThat(number(connection, 100)).isEqualTo(5);
            insert(connection, "b", 1);
            assertThat(number(connection, 100)).isEqualTo(1);

            assertThat(numbers(connection, "a")).isEqualTo(oneTo(3));
            assertThat(numbers(connection, "b")).isEqualTo(oneTo(3));
            assertThat(number(connection, 100)).as("nothing is numbered twice").isZero();
        }
    }

    @Test
    void worksOffABacklogThatIsLargerThanABatch() throws SQLException {
        try (Connection connection = connect()) {
            insert(connection, "a", 25);

            assertThat(List.of(
                            number(connection, 10),
                            number(connection, 10),
                            number(connection, 10),
                            number(connection, 10)))
                    .containsExactly(10, 10, 5, 0);
            assertThat(numbers(connection, "a")).isEqualTo(oneTo(25));
        }
    }

    @Test
    void numbersTheOldestInvoicesFirst() throws SQLException {
        try (Connection connection = connect()) {
            insert(connection, "a", 20);
            number(connection, 7);
            number(connection, 100);

            assertThat(longs(connection, "select number_sequence from invoices order by id"))
                    .isEqualTo(oneTo(20));
        }
    }

    @Test
    void queuesTheAnnouncementTogetherWithTheNumber() throws SQLException {
        try (Connection connection = connect()) {
            insert(connection, "a", 3);
            connection.setAutoCommit(false);
            number(connection, 2);

            assertThat(scalar(connection, """
                    select count(*) from invoices join outbox on outbox.invoice_id = invoices.id
                        and outbox.event_id = invoices.issued_event_id
                    where number_sequence is not null and issued_at is not null""")).isEqualTo(2);
            assertThat(scalar(connection, "select count(*) from outbox")).isEqualTo(2);
            connection.rollback();
            assertThat(scalar(connection, "select count(*) from outbox")).isZero();
            assertThat(numbers(connection, "a")).isEmpty();
        }
    }

    @Test
    void leavesNoGapWhereABatchIsRolledBack() throws SQLException {
        try (Connection connection = connect()) {
            insert(connection, "a", 2);
            number(connection, 100);
            insert(connection, "a", 4);
            connection.setAutoCommit(false);
            number(connection, 3);
            connection.rollback();
            connection.setAutoCommit(true);
            number(connection, 100);

            assertThat(numbers(connection, "a")).isEqualTo(oneTo(6));
            assertThat(scalar(connection, "select last from invoice_numbers")).isEqualTo(6);
        }
    }

    @Test
    void leavesNoGapWhereTheInstanceThatNumbersIsCutOff() throws SQLException {
        try (Connection connection = connect()) {
            insert(connection, "a", 4);
            try (Connection doomed = connect()) {
                doomed.setAutoCommit(false);
                number(doomed, 3);
                long pid = scalar(doomed, "select pg_backend_pid()");
                scalar(connection, "select pg_terminate_backend(" + pid + ")::int");
                Awaitility.await()
                        .atMost(20, TimeUnit.SECONDS)
                        .until(() ->
                                scalar(connection, "select count(*) from pg_stat_activity where pid = " + pid) == 0);
            }
            assertThat(number(connection, 100)).isEqualTo(4);

            assertThat(numbers(connection, "a")).isEqualTo(oneTo(4));
        }
    }

    @Test
    void skipsTheInvoicesThatAnotherInstanceIsNumbering() throws Exception {
        ExecutorService instances = Executors.newSingleThreadExecutor();
        try (Connection one = connect();
                Connection other = connect();
                Connection observer = connect()) {
            insert(one, "a", 5);
            one.setAutoCommit(false);
            assertThat(number(one, 2)).isEqualTo(2);
            long pid = scalar(other, "select pg_backend_pid()");
            Future<Integer> second = instances.submit(() -> number(other, 2));
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() -> scalar(
                                    observer,
                                    "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and pid = "
                                            + pid)
                            == 1);
            one.commit();

            assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(2);
            assertThat(numbers(observer, "a")).isEqualTo(oneTo(4));
        } finally {
            instances.shutdownNow();
        }
    }

    @Test
    void leavesNoGapAndNoDoubleWhenManyInstancesNumberAtOnce() throws Exception {
        int perMerchant = 300;
        List<String> merchants = List.of("a", "b", "c");
        AtomicInteger writing = new AtomicInteger(merchants.size());
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Connection connection = connect()) {
            List<Future<?>> all = new ArrayList<>();
            for (String merchant : merchants) {
                all.add(threads.submit((Callable<Void>) () -> {
                    try (Connection own = connect()) {
                        for (int i = 0; i < perMerchant; i++) {
                            insert(own, merchant, 1);
                        }
                    } finally {
                        writing.decrementAndGet();
                    }
                    return null;
                }));
            }
            for (int instance = 0; instance < 4; instance++) {
                Random chance = new Random(instance);
                all.add(threads.submit((Callable<Void>) () -> {
                    try (Connection own = connect()) {
                        own.setAutoCommit(false);
                        int numbered;
                        do {
                            boolean last = writing.get() == 0;
                            numbered = number(own, 1 + chance.nextInt(20));
                            if (chance.nextInt(4) == 0) {
                                own.rollback();
                                numbered = 1;
                            } else {
                                own.commit();
                            }
                            if (!last) {
                                numbered = 1;
                            }
                        } while (numbered > 0);
                    }
                    return null;
                }));
            }
            for (Future<?> task : all) {
                task.get(60, TimeUnit.SECONDS);
            }
            while (number(connection, 100) > 0) {
                assertThat(scalar(connection, "select count(*) from invoices")).isEqualTo(3L * perMerchant);
            }

            for (String merchant : merchants) {
                assertThat(numbers(connection, merchant)).isEqualTo(oneTo(perMerchant));
            }
            assertThat(scalar(connection, "select count(*) from outbox")).isEqualTo(3L * perMerchant);
        } finally {
            threads.shutdownNow();
        }
    }

    /** The year is that of UTC, wherever the database server believes to be. */
    @Test
    void beginsAnewWithTheYearInUtc() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create schema clock");
            statement.execute("create table clock.face (at timestamptz)");
            statement.execute("""
                    create function clock.now() returns timestamptz language sql stable
                    as 'select at from clock.face'""");
            statement.execute("set search_path = clock, pg_catalog, public");
            statement.execute("set timezone = 'Pacific/Kiritimati'");
            statement.execute("insert into clock.face values ('2026-12-31T23:59:59.999Z')");
            insert(connection, "a", 2);
            number(connection, 100);
            statement.execute("set timezone = 'America/Recife'");
            statement.execute("update clock.face set at = '2027-01-01T00:00:00Z'");
            insert(connection, "a", 3);
            number(connection, 2);
            number(connection, 2);

            assertThat(longs(connection, "select number_year * 10 + number_sequence from invoices order by 1"))
                    .containsExactly(20261L, 20262L, 20271L, 20272L, 20273L);
            assertThat(scalar(connection, """
                    select count(*) from invoices
                    where number_year <> extract(year from issued_at at time zone 'UTC')""")).isZero();
            statement.execute("drop schema clock cascade");
        }
    }

    /** What happens in a round: invoices come in for three merchants, and a batch is numbered or rolled back. */
    record Round(List<Integer> issued, int batch, boolean commits) {}

    @Property(tries = 20)
    void leavesNoGapWhateverComesInBetween(@ForAll("rounds") @Size(min = 1, max = 8) List<Round> rounds)
            throws SQLException {
        try (Connection connection = connect()) {
            int backlog = 0;
            for (Round round : rounds) {
                for (int merchant = 0; merchant < 3; merchant++) {
                    insert(connection, "merchant-" + merchant, round.issued().get(merchant));
                    backlog += round.issued().get(merchant);
                }
                connection.setAutoCommit(false);
                int numbered = number(connection, round.batch());
                assertThat(numbered).isEqualTo(Math.min(round.batch(), backlog));
                if (round.commits()) {
                    connection.commit();
                    backlog -= numbered;
                } else {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
                for (int merchant = 0; merchant < 3; merchant++) {
                    List<Long> numbers = numbers(connection, "merchant-" + merchant);
                    assertThat(numbers).isEqualTo(oneTo(numbers.size()));
                    assertThat(longs(
                                    connection,
                                    "select last from invoice_numbers where merchant = 'merchant-" + merchant + "'"))
                            .isEqualTo(numbers.isEmpty() ? List.of() : List.of((long) numbers.size()));
                }
                assertThat(scalar(connection, "select count(*) from outbox"))
                        .isEqualTo(scalar(connection, "select count(number_sequence) from invoices"));
            }
        }
    }

    @Provide
    Arbitrary<List<Round>> rounds() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 5).list().ofSize(3),
                        Arbitraries.integers().between(1, 12),
                        Arbitraries.of(true, true, true, false))
                .as(Round::new)
                .list();
    }

    @Test
    void cannotStoreANumberTwice() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            insert(connection, "a", 2);
            number(connection, 100);
            String doubled = """
                    insert into invoices
                    select gen_random_uuid(), gen_random_uuid(), merchant, currency, total, customer, lines,
                           traceparent, gen_random_uuid(), number_year, number_sequence, issued_at
                    from invoices limit 1""";

            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.execute(doubled))
                    .matches(refusal -> "23505".equals(refusal.getSQLState()));
        }
    }
}
