package caravana.starter.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.UUID;
import javax.sql.rowset.CachedRowSet;
import javax.sql.rowset.RowSetMetaDataImpl;
import javax.sql.rowset.RowSetProvider;
import org.junit.jupiter.api.Test;

class RecordRowMappersTest {

    private static final UUID ID = UUID.fromString("01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b");
    private static final Instant BORN = Instant.parse("2026-11-22T15:00:00.123456Z");

    private record Pet(UUID id, String firstName, int legs, long chipNumber, byte[] picture, Instant bornAt) {}

    private record Birth(Instant bornAt) {}

    private record Owner(String ownerName) {}

    @Test
    void mapEachColumnToTheComponentOfTheSameName() throws SQLException {
        Pet pet = read(Pet.class, row("Rex", 4, Timestamp.from(BORN)));

        assertThat(pet.id()).isEqualTo(ID);
        assertThat(pet.firstName()).isEqualTo("Rex");
        assertThat(pet.legs()).isEqualTo(4);
        assertThat(pet.chipNumber()).isEqualTo(Long.MAX_VALUE);
        assertThat(pet.picture()).containsExactly(1, 2, 3);
        assertThat(pet.bornAt()).isEqualTo(BORN);
    }

    @Test
    void ignoreColumnsThatTheRecordDoesNotHave() throws SQLException {
        assertThat(read(Birth.class, row("Rex", 4, Timestamp.from(BORN)))).isEqualTo(new Birth(BORN));
    }

    @Test
    void mapNullToNull() throws SQLException {
        Pet pet = read(Pet.class, row(null, 4, null));
        assertThat(pet.firstName()).isNull();
        assertThat(pet.bornAt()).isNull();
    }

    /** A missing column is a bug in the statement, and must not result in an incomplete record. */
    @Test
    void failWhereAColumnIsMissing() throws SQLException {
        ResultSet row = row("Rex", 4, null);
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> read(Owner.class, row));
    }

    private static <T> T read(Class<T> type, ResultSet row) throws SQLException {
        return type.cast(new RecordRowMappers().newBeanRowMapper(type).mapRow(row, 0));
    }

    /** A row of a query, made with classes of the JDK. */
    private static ResultSet row(String firstName, Integer legs, Timestamp bornAt) throws SQLException {
        String[] names = {"id", "first_name", "legs", "chip_number", "picture", "born_at"};
        int[] types = {Types.OTHER, Types.VARCHAR, Types.INTEGER, Types.BIGINT, Types.VARBINARY, Types.TIMESTAMP};
        Object[] values = {ID, firstName, legs, Long.MAX_VALUE, new byte[] {1, 2, 3}, bornAt};
        RowSetMetaDataImpl columns = new RowSetMetaDataImpl();
        columns.setColumnCount(names.length);
        CachedRowSet row = RowSetProvider.newFactory().createCachedRowSet();
        for (int index = 0; index < names.length; index++) {
            columns.setColumnName(index + 1, names[index]);
            columns.setColumnLabel(index + 1, names[index]);
            columns.setColumnType(index + 1, types[index]);
            columns.setNullable(index + 1, RowSetMetaDataImpl.columnNullable);
        }
        row.setMetaData(columns);
        row.moveToInsertRow();
        for (int index = 0; index < names.length; index++) {
            if (values[index] == null) {
                row.updateNull(index + 1);
            } else {
                row.updateObject(index + 1, values[index]);
            }
        }
        row.insertRow();
        row.moveToCurrentRow();
        row.beforeFirst();
        row.next();
        return row;
    }
}
