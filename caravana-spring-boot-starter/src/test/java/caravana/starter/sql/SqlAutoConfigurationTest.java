package caravana.starter.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.component.sql.DefaultRowMapperFactory;
import org.apache.camel.component.sql.RowMapperFactory;
import org.apache.camel.component.sql.SqlComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class SqlAutoConfigurationTest {

    private final ApplicationContextRunner service =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(SqlAutoConfiguration.class));

    @Test
    void configuresTheSqlComponentToMapRowsToRecords() {
        service.run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(RowMapperFactory.class);
            assertThat(customized(context.getBean(ComponentCustomizer.class)).getRowMapperFactory())
                    .isInstanceOf(RecordRowMappers.class)
                    .isSameAs(context.getBean(RowMapperFactory.class));
        });
    }

    @Test
    void backsOffIfAServiceHasARowMapperFactory() {
        DefaultRowMapperFactory own = new DefaultRowMapperFactory();
        service.withBean(RowMapperFactory.class, () -> own).run(context -> {
            assertThat(context).getBean(RowMapperFactory.class).isSameAs(own);
            assertThat(customized(context.getBean(ComponentCustomizer.class)).getRowMapperFactory())
                    .isSameAs(own);
        });
    }

    @Test
    void startsWithoutTheSqlComponent() {
        service.withClassLoader(new FilteredClassLoader(SqlComponent.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(RowMapperFactory.class));
    }

    private static SqlComponent customized(ComponentCustomizer customizer) {
        SqlComponent component = new SqlComponent();
        customizer.configure("sql", component);
        return component;
    }
}
