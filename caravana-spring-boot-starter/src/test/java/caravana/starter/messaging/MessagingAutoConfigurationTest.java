package caravana.starter.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.camel.component.springrabbit.SpringRabbitMQComponent;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.amqp.RabbitAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class MessagingAutoConfigurationTest {

    /** No context of these tests connects to its broker. */
    private static final ConnectionFactory UNREACHABLE = new CachingConnectionFactory("localhost", 1);

    private static final String COMPONENT = "spring-rabbitmq-component";

    private final ApplicationContextRunner service =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MessagingAutoConfiguration.class));
    private final ApplicationContextRunner withBroker = service.withBean(ConnectionFactory.class, () -> UNREACHABLE);

    @Test
    void publishesWithConfirmsWhereThereIsABroker() {
        withBroker.run(context -> {
            assertThat(context)
                    .hasNotFailed()
                    .hasSingleBean(PublisherConfirms.class)
                    .hasBean("connectionLog");
            assertThat(context.getBean(COMPONENT)).isInstanceOf(RabbitMqComponent.class);
            assertThat(context.getBean(RabbitMqComponent.class).getConnectionFactory())
                    .isSameAs(context.getBean(ConnectionFactory.class));
            assertThat(context.getBean(PublisherConfirms.class).timeout()).isEqualTo(Duration.ofSeconds(10));
        });
    }

    @Test
    void takesTheBrokerThatSpringBootConfigures() {
        service.withConfiguration(AutoConfigurations.of(RabbitAutoConfiguration.class))
                .run(context -> assertThat(context.getBean(COMPONENT)).isInstanceOf(RabbitMqComponent.class));
    }

    @Test
    void startsWithoutABroker() {
        service.run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(ErrorPolicies.class)
                .hasBean(ErrorPolicies.RETRY_FOREVER)
                .doesNotHaveBean(PublisherConfirms.class)
                .doesNotHaveBean(COMPONENT)
                .doesNotHaveBean(ConnectionLog.class));
    }

    @Test
    void leavesAServiceItsOwnComponent() {
        SpringRabbitMQComponent own = new SpringRabbitMQComponent();
        withBroker
                .withBean(COMPONENT, SpringRabbitMQComponent.class, () -> own)
                .run(context -> assertThat(context)
                        .hasSingleBean(SpringRabbitMQComponent.class)
                        .getBean(COMPONENT)
                        .isSameAs(own));
    }

    @Test
    void leavesAServiceItsOwnPauses() {
        RedeliveryPolicy own = new RedeliveryPolicy();
        service.withBean(ErrorPolicies.RETRY_FOREVER, RedeliveryPolicy.class, () -> own)
                .run(context ->
                        assertThat(context).getBean(ErrorPolicies.RETRY_FOREVER).isSameAs(own));
    }

    @Test
    void waitsAsLongAsTheServiceSays() {
        withBroker
                .withPropertyValues("caravana.publisher-confirms.timeout=3s")
                .run(context -> assertThat(
                                context.getBean(PublisherConfirms.class).timeout())
                        .isEqualTo(Duration.ofSeconds(3)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "-1s"})
    void refusesToWaitForNothing(String timeout) {
        withBroker
                .withPropertyValues("caravana.publisher-confirms.timeout=" + timeout)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageStartingWith("caravana.publisher-confirms.timeout is "));
    }
}
