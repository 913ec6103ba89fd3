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
 * Reads rows into records: {@code placed_at} becomes the component {@code placedAt}, a {@code timestamptz} an
 * {@link Instant}. Camel's own mapper for {@code outputClass} sets properties of beans, which a record has none of (4.17).
 */
final class RecordRowMappers extends DefaultRowMapperFactory {

    private final Map<Class<?>, RowMapper<?>> mappers = new ConcurrentHashMap<>();
    private final DefaultConversionService conversion = new DefaultConversionService();

    RecordRowMappers() {
        conversion.addConverter(Timestamp.class, Instant.class, Timestamp::toInstant);
    }

    /** Camel asks for one at each query. */
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
     * Looks for {@code placed_at} at once. Spring (6.2) looks for {@code placedat} first, in each row, and an exception
     * tells it that there is none.
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
