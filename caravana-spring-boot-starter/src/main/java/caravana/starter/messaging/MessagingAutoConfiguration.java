package caravana.starter.messaging;

import org.apache.camel.component.springrabbit.SpringRabbitMQComponent;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.amqp.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Error policies for every service; for one with a broker, publishing with confirms and the component that does it. */
@AutoConfiguration(after = RabbitAutoConfiguration.class)
class MessagingAutoConfiguration {

    @Bean
    ErrorPolicies errorPolicies() {
        return new ErrorPolicies();
    }

    @Bean(ErrorPolicies.RETRY_FOREVER)
    @ConditionalOnMissingBean(name = ErrorPolicies.RETRY_FOREVER)
    RedeliveryPolicy retryForever() {
        return ErrorPolicies.retryForever();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(ConnectionFactory.class)
    @EnableConfigurationProperties(PublisherConfirmsProperties.class)
    static class WithBroker {

        @Bean
        PublisherConfirms publisherConfirms(ConnectionFactory broker, PublisherConfirmsProperties properties) {
            return new PublisherConfirms(broker, properties.timeout());
        }

        /** Under the name by which Camel looks the component up, so that every producer publishes with confirms. */
        @Bean("spring-rabbitmq-component")
        @ConditionalOnMissingBean(name = "spring-rabbitmq-component")
        SpringRabbitMQComponent rabbitMqComponent(ConnectionFactory broker, PublisherConfirms confirms) {
            RabbitMqComponent component = new RabbitMqComponent(confirms.template());
            component.setConnectionFactory(broker);
            return component;
        }

        @Bean
        ConnectionLog connectionLog(ConnectionFactory broker) {
            return new ConnectionLog(broker);
        }
    }
}
