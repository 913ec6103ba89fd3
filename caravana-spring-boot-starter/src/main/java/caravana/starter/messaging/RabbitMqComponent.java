package caravana.starter.messaging;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.springrabbit.DefaultMessageConverter;
import org.apache.camel.component.springrabbit.SpringRabbitMQComponent;
import org.apache.camel.component.springrabbit.SpringRabbitMQEndpoint;
import org.apache.camel.util.PropertiesHelper;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.config.RetryInterceptorBuilder;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.retry.ImmediateRequeueMessageRecoverer;
import org.springframework.retry.interceptor.RetryOperationsInterceptor;
import org.springframework.retry.policy.NeverRetryPolicy;

/**
 * Camel's RabbitMQ component, with what all our endpoints have in common: producers publish with confirms, nothing is
 * declared endpoint by endpoint, and Camel's error handler alone retries and gives up.
 */
final class RabbitMqComponent extends SpringRabbitMQComponent {

    /**
     * What a route could not finish goes back to the queue. The endpoint's own settings would try again on top of
     * Camel, and then drop the message: with {@code rejectAndDontRequeue=false} it is acknowledged (4.17).
     */
    private static final RetryOperationsInterceptor GIVE_BACK = RetryInterceptorBuilder.stateless()
            .retryPolicy(new NeverRetryPolicy())
            .recoverer(new ImmediateRequeueMessageRecoverer())
            .build();

    private final RabbitTemplate template;

    RabbitMqComponent(RabbitTemplate template) {
        this.template = template;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        SpringRabbitMQEndpoint endpoint = new SpringRabbitMQEndpoint(uri, this, remaining) {
            @Override
            public RabbitTemplate createInOnlyTemplate() {
                return template;
            }
        };
        endpoint.setConnectionFactory(getConnectionFactory());
        endpoint.setMessageConverter(new BytesAsTheyAre(getCamelContext()));
        getMessagePropertiesConverter().setHeaderFilterStrategy(getHeaderFilterStrategy());
        endpoint.setMessagePropertiesConverter(getMessagePropertiesConverter());
        endpoint.setAutoDeclare(false);
        endpoint.setAutoDeclareProducer(false);
        endpoint.setConfirm("disabled");
        // A message that asks for an answer is processed like any other: nobody here answers messages.
        endpoint.setDisableReplyTo(true);
        endpoint.setConcurrentConsumers(getConcurrentConsumers());
        endpoint.setPrefetchCount(getPrefetchCount());
        endpoint.setRetry(GIVE_BACK);
        endpoint.setArgs(PropertiesHelper.extractProperties(parameters, SpringRabbitMQEndpoint.ARG_PREFIX));
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /**
     * Takes a message for the bytes it is, whatever it says of its type and encoding: they are what is read or kept.
     */
    private static final class BytesAsTheyAre extends DefaultMessageConverter {

        private BytesAsTheyAre(CamelContext camel) {
            super(camel);
        }

        @Override
        public Object fromMessage(Message message) {
            return message.getBody();
        }
    }
}
