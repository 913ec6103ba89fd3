package caravana.starter.sql;

import java.sql.Timestamp;
import java.time.Instant;
import org.apache.camel.component.sql.DefaultRowMapperFactory;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.RowMapper;

/**
 * Reads rows into records: {@code placed_at} becomes the component {@code placedAt}, a {@code timestamptz} an
 * {@link Instant}. Camel's own mapper for {@code outputClass} sets properties of beans, which a record has none of (4.17).
 */
final class RecordRowMappers extends DefaultRowMapperFactory {

    private final DefaultConversionService conversion = new DefaultConversionService();

    RecordRowMappers() {
        conversion.addConverter(Timestamp.class, Instant.class, Timestamp::toInstant);
    }

    @Override
    public RowMapper<?> newBeanRowMapper(Class<?> type) {
        return DataClassRowMapper.newInstance(type, conversion);
    }
}
