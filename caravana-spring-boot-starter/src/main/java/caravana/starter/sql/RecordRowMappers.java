package caravana.starter.sql;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.sql.DefaultRowMapperFactory;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.RowMapper;

/**
 * Maps rows to records: the column {@code placed_at} to the component {@code placedAt}, and a {@code timestamptz} to an
 * {@link Instant}. Camel's mapper for {@code outputClass} calls setters, which records do not have (Camel 4.17).
 */
final class RecordRowMappers extends DefaultRowMapperFactory {

    private final Map<Class<?>, RowMapper<?>> mappers = new ConcurrentHashMap<>();
    private final DefaultConversionService conversion = new DefaultConversionService();

    RecordRowMappers() {
        conversion.addConverter(Timestamp.class, Instant.class, Timestamp::toInstant);
    }

    /** Called for each query, so mappers are cached. */
    @Override
    public RowMapper<?> newBeanRowMapper(Class<?> type) {
        return mappers.computeIfAbsent(type, this::mapper);
    }

    private <T> RowMapper<T> mapper(Class<T> type) {
        SnakeCase<T> mapper = new SnakeCase<>(type);
        mapper.setConversionService(conversion);
        return mapper;
    }

    /**
     * Uses the column name {@code placed_at} directly. Spring 6.2 tries {@code placedat} first, at the cost of an
     * exception for each row.
     */
    private static final class SnakeCase<T> extends DataClassRowMapper<T> {

        private SnakeCase(Class<T> type) {
            super(type);
        }

        @Override
        protected String lowerCaseName(String name) {
            return underscoreName(name);
        }
    }
}
