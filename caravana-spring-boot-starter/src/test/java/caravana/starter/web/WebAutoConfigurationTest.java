package caravana.starter.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.http.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.error.ErrorMvcAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.servlet.handler.MappedInterceptor;

class WebAutoConfigurationTest {

    private final WebApplicationContextRunner service = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    WebAutoConfiguration.class,
                    ApplicationAvailabilityAutoConfiguration.class,
                    JacksonAutoConfiguration.class,
                    HttpMessageConvertersAutoConfiguration.class,
                    DispatcherServletAutoConfiguration.class,
                    WebMvcAutoConfiguration.class,
                    ErrorMvcAutoConfiguration.class))
            .withPropertyValues("spring.application.name=pets");

    @Test
    void answersErrorsInsteadOfSpringBoot() {
        service.run(context -> {
            assertThat(context)
                    .hasNotFailed()
                    .hasSingleBean(WebErrorPolicy.class)
                    .hasSingleBean(ApiDocs.class);
            assertThat(context).getBean(ErrorController.class).isInstanceOf(ProblemAdvice.class);
        });
    }

    @Test
    void refusesCompressedBodies() {
        MockHttpServletRequest packed = new MockHttpServletRequest("POST", "/pets");
        packed.addHeader("Content-Encoding", "gzip");
        service.run(context -> assertThat(statusOf(packed, context)).isEqualTo(HttpStatus.UNSUPPORTED_MEDIA_TYPE));
        service.withBean(GatewayConsumer.class, () -> new GatewayConsumer("pets.keeper", null))
                .run(context -> assertThat(statusOf(packed, context)).isEqualTo(HttpStatus.UNAUTHORIZED));
    }

    private static HttpStatus statusOf(MockHttpServletRequest request, ApplicationContext context) {
        MappedInterceptor interceptor = context.getBean("refusesCompressedBodies", MappedInterceptor.class);
        return catchThrowableOfType(
                        ProblemException.class,
                        () -> interceptor.preHandle(request, new MockHttpServletResponse(), new Object()))
                .status();
    }

    @Test
    void backsOffIfAServiceHasAnErrorController() {
        service.withBean(ErrorController.class, () -> new ErrorController() {})
                .run(context -> assertThat(context).doesNotHaveBean(ProblemAdvice.class));
    }

    @Test
    void backsOffWithoutAWebServer() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(WebAutoConfiguration.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(WebErrorPolicy.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "-1s"})
    void rejectsATimeoutThatIsNotPositive(String timeout) {
        service.withPropertyValues("caravana.web.queue-timeout=" + timeout)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageStartingWith("caravana.web.queue-timeout is "));
    }
}
