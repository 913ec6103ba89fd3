package caravana.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;

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

    /** A service without a database, say, has none of the settings that one with a database has. */
    @Test
    void useNoSettingThatAServiceMayLack() {
        assertThat(defaults().values())
                .filteredOn(value -> value.toString().contains("${"))
                .allSatisfy(value -> assertThat(value.toString()).contains("${spring.application.name}"));
    }

    @Test
    void areListedInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        assertThat(defaults().keySet())
                .filteredOn(
                        property -> Stream.iterate(property, name -> name.contains("."), StarterDefaultsTest::parent)
                                .noneMatch(name -> readme.contains("| `" + name + "` |")))
                .isEmpty();
    }

    private static String parent(String property) {
        return property.substring(0, property.lastIndexOf('.'));
    }

    @Test
    void areDescribedToEditorsByMetadata() throws IOException {
        String metadata = new String(
                new ClassPathResource(
                                "META-INF/spring-configuration-metadata.json", StarterDefaults.class.getClassLoader())
                        .getContentAsByteArray(),
                StandardCharsets.UTF_8);
        assertThat(metadata).contains("caravana.outbox.lease", "caravana.web.queue-timeout");
    }

    private static Map<String, Object> defaults() {
        StandardEnvironment environment = new StandardEnvironment();
        new StarterDefaults().postProcessEnvironment(environment, new SpringApplication(Pets.class));
        EnumerablePropertySource<?> last = (EnumerablePropertySource<?>) environment.getPropertySources().stream()
                .reduce((earlier, later) -> later)
                .orElseThrow();
        return Stream.of(last.getPropertyNames()).collect(Collectors.toMap(name -> name, last::getProperty));
    }
}
