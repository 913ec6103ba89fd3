package caravana.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** What the starter sets is the last word of nobody. */
class StarterDefaultsTest {

    private static final String OF_NOBODY = "spring.rabbitmq.requested-heartbeat";
    private static final String OF_FILE = "spring.lifecycle.timeout-per-shutdown-phase";
    private static final String OF_ENVIRONMENT = "spring.task.execution.pool.queue-capacity";
    private static final String OF_COMMAND_LINE = "spring.mvc.async.request-timeout";

    @Configuration(proxyBeanMethods = false)
    static class Pets {}

    @Test
    void areOutrankedByFileEnvironmentAndCommandLine() {
        Map<String, Object> variables =
                Map.of("SPRING_TASK_EXECUTION_POOL_QUEUE_CAPACITY", "8", "SPRING_MVC_ASYNC_REQUEST_TIMEOUT", "8s");
        try (ConfigurableApplicationContext pets = run(variables, "--" + OF_COMMAND_LINE + "=9s")) {
            ConfigurableEnvironment environment = pets.getEnvironment();
            assertThat(environment.getProperty(OF_NOBODY)).isEqualTo("10s");
            assertThat(environment.getProperty(OF_FILE)).isEqualTo("7s");
            assertThat(environment.getProperty(OF_ENVIRONMENT)).isEqualTo("8");
            assertThat(environment.getProperty(OF_COMMAND_LINE)).isEqualTo("9s");
        }
    }

    @Test
    void standWhereNobodySaysOtherwise() {
        StandardEnvironment environment = new StandardEnvironment();
        new StarterDefaults().postProcessEnvironment(environment, new SpringApplication(Pets.class));
        for (String property : new String[] {OF_FILE, OF_ENVIRONMENT, OF_COMMAND_LINE, OF_NOBODY}) {
            assertThat(environment.getProperty(property)).as(property).isNotEmpty();
        }
    }

    @Test
    void useTheNameOfTheService() {
        try (ConfigurableApplicationContext pets = run(Map.of())) {
            assertThat(pets.getEnvironment().getProperty("spring.flyway.locations"))
                    .isEqualTo("classpath:pets/db");
        }
    }

    @Test
    void areTheLastSource() {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addLast(new MapPropertySource("a service's own file", Map.of()));

        new StarterDefaults().postProcessEnvironment(environment, new SpringApplication(Pets.class));

        assertThat(environment.getPropertySources().stream().reduce((earlier, later) -> later))
                .hasValueSatisfying(last -> assertThat(last.getName()).contains("caravana-defaults.yaml"));
    }

    /** Starts a service whose file is {@code pets.yaml}, with these environment variables. */
    private static ConfigurableApplicationContext run(Map<String, Object> variables, String... arguments) {
        SpringApplication pets = new SpringApplication(Pets.class);
        pets.setWebApplicationType(WebApplicationType.NONE);
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        pets.setEnvironment(environment);
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--spring.config.name=pets";
        return pets.run(all);
    }
}
