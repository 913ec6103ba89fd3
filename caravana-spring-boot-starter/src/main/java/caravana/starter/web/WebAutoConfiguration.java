package caravana.starter.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.web.servlet.error.ErrorMvcAutoConfiguration;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.handler.MappedInterceptor;

/** Configures problem documents, the request queue time-out, the Content-Encoding check and the API documentation. */
@AutoConfiguration(before = ErrorMvcAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(WebProperties.class)
class WebAutoConfiguration {

    @Bean
    RequestQueueTimeout requestQueueTimeout(WebProperties properties) {
        return new RequestQueueTimeout(properties.queueTimeout());
    }

    @Bean
    WebErrorPolicy webErrorPolicy(WebProperties properties, RequestQueueTimeout timeout) {
        return new WebErrorPolicy(new Problems(properties.unavailable()), timeout);
    }

    @Bean
    @ConditionalOnMissingBean(ErrorController.class)
    ProblemAdvice problemAdvice(
            @Value("${spring.application.name}") String service,
            WebProperties properties,
            ApplicationAvailability availability,
            ObjectMapper json) {
        return new ProblemAdvice("/docs/" + service, properties.unfinished(), availability, json);
    }

    @Bean
    ApiDocs apiDocs(@Value("${spring.application.name}") String service) {
        return new ApiDocs(service);
    }

    /** A {@link MappedInterceptor} applies to Camel's operations too. */
    @Bean
    MappedInterceptor refusesCompressedBodies(ObjectProvider<GatewayConsumer> consumer) {
        return new MappedInterceptor(null, new CompressedBodies(consumer.getIfAvailable()));
    }
}
