package caravana.starter.sql;

import org.apache.camel.component.sql.RowMapperFactory;
import org.apache.camel.component.sql.SqlComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Configures Camel's {@code sql:} component to map rows to records. */
@AutoConfiguration
@ConditionalOnClass(SqlComponent.class)
class SqlAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    RowMapperFactory recordRowMappers() {
        return new RecordRowMappers();
    }

    @Bean
    ComponentCustomizer readsRowsIntoRecords(RowMapperFactory rowMappers) {
        return ComponentCustomizer.builder(SqlComponent.class).build(sql -> sql.setRowMapperFactory(rowMappers));
    }
}
