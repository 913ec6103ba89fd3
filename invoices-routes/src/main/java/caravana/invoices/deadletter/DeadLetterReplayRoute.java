package caravana.invoices.deadletter;

import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.CONTENT_TYPE;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.CORRELATION_ID;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.DELIVERY_MODE;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.MESSAGE_ID;
import static org.apache.camel.component.sql.SqlOutputType.SelectOne;

import caravana.invoices.InvoicesProperties;
import caravana.invoices.InvoicesProperties.Messaging;
import caravana.invoices.Operator;
import caravana.starter.messaging.ErrorPolicies;
import caravana.starter.messaging.PublisherConfirms;
import caravana.starter.telemetry.Spans;
import caravana.starter.telemetry.TraceParent;
import caravana.starter.web.QueryParameters;
import caravana.starter.web.WebErrorPolicy;
import java.io.InputStream;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.stereotype.Component;

/**
 * Replays one dead letter, or the waiting dead letters of one reason. The operator is recorded first; then the message
 * is published, and marked as replayed after the publisher confirm. After a crash in between, the dead letter still
 * waits. A second replay is harmless, because the consumer is idempotent.
 */
@Component
class DeadLetterReplayRoute extends EndpointRouteBuilder {

    static final String ID = "dead-letter-replay";
    static final String REASON_ID = "dead-letter-reason-replay";
    static final String BATCH_ID = "dead-letter-batch-replay";
    static final String PUBLISHING_ID = "dead-letter-publishing";

    private static final String RUN = "run";
    private static final String LETTERS = "letters";

    private final Operator operator;
    private final OperatorRequestReader reader;
    private final Messaging names;
    private final PublisherConfirms confirms;

    DeadLetterReplayRoute(
            Operator operator,
            OperatorRequestReader reader,
            InvoicesProperties properties,
            PublisherConfirms confirms) {
        this.operator = operator;
        this.reader = reader;
        this.names = properties.messaging();
        this.confirms = confirms;
    }

    @Override
    public void configure() {
        rest("/dead-letters")
                .post("/replay").consumes("application/json").produces("application/json")
                .to("direct:dead-letter-reason-replay")
                .post("/{id}/replay").produces("application/json")
                .to("direct:dead-letter-replay");

        from("direct:dead-letter-replay")
                .routeId(ID)
                .routeDescription("Replays one dead letter, unless it was replayed already")
                .routeConfigurationId(WebErrorPolicy.ANSWER_WITH_PROBLEM)
                .setProperty(Operator.PROPERTY, operator)
                .setProperty(DeadLetterLookupRoute.LETTER).exchange(request ->
                        QueryParameters.uuid("id", request.getMessage().getHeader("id", String.class)))
                .to("direct:find-dead-letter")
                .setBody().body(StoredDeadLetter.class, Replay::due)
                .to("direct:replay-dead-letters")
                // selected again: it may have failed and be waiting again
                .to("direct:find-dead-letter")
                .removeHeaders("*")
                .marshal().json();

        from("direct:dead-letter-reason-replay")
                .routeId(REASON_ID)
                .routeDescription("Replays the waiting dead letters of one reason, oldest first, in batches")
                .routeConfigurationId(WebErrorPolicy.ANSWER_WITH_PROBLEM)
                .setProperty(Operator.PROPERTY, operator)
                .setProperty(RUN).body(InputStream.class, reader::replay)
                .loopDoWhile(running -> run(running).goesOn())
                    .setBody(running -> run(running).row())
                    .to(sql("classpath:invoices/sql/find-waiting-dead-letters.sql").outputClass(Replay.class.getName()))
                    .setProperty(RUN).exchange(running -> run(running).with(letters(running.getMessage().getBody())))
                    .to("direct:replay-dead-letters")
                .end()
                .setBody(replayed -> run(replayed).row())
                .to(sql("classpath:invoices/sql/count-waiting-dead-letters.sql").outputType(SelectOne))
                .setBody(counted -> run(counted).answer(counted.getMessage().getBody(Long.class)))
                .removeHeaders("*")
                .marshal().json();

        from("direct:replay-dead-letters")
                .routeId(BATCH_ID)
                .routeDescription("Records the operator, publishes dead letters and marks the confirmed ones")
                .routeConfigurationId(ErrorPolicies.LEAVE_TO_CALLER)
                .filter(simple("${body.size} > 0"))
                    .setProperty(LETTERS, body())
                    .process(due -> Spans.link(due, Replay.traces(letters(due))))
                    // recorded first, so that failed replays are recorded too
                    .setBody(due -> Replay.actions(letters(due), due.getProperty(Operator.PROPERTY, String.class),
                            TraceParent.traceId(TraceParent.of(due))))
                    .to(sql("classpath:invoices/sql/record-replays.sql").noop(true))
                    .setBody(exchangeProperty(LETTERS))
                    .to("direct:" + PUBLISHING_ID)
                    .setBody(published ->
                            Replay.marks(letters(published), PublisherConfirms.outcome(published).confirmed()))
                    .to(sql("classpath:invoices/sql/mark-replayed-dead-letters.sql").noop(true))
                    .filter(marked -> PublisherConfirms.outcome(marked).confirmed().size() < letters(marked).size())
                        .throwException(AmqpException.class, "the broker did not confirm every dead letter")
                    .end()
                .end();

        from("direct:" + PUBLISHING_ID)
                .routeId(PUBLISHING_ID)
                .routeDescription("Publishes dead letters to the queue of Invoices and waits for the confirms")
                .routeConfigurationId(ErrorPolicies.LEAVE_TO_CALLER)
                .setProperty(TraceParent.CAUSE).exchange(TraceParent::of)
                .policy(confirms)
                    .split(body()).stopOnException()
                        // no headers of the operator's request in the message
                        .removeHeaders("*")
                        .setProperty(TraceParent.PROPERTY).body(Replay.class, Replay::traceparent)
                        .setHeader(MESSAGE_ID).body(Replay.class, Replay::messageId)
                        .setHeader(CORRELATION_ID).body(Replay.class, replay -> replay.letter().toString())
                        .setHeader(CONTENT_TYPE).body(Replay.class, Replay::contentType)
                        .setHeader(DELIVERY_MODE, constant(MessageDeliveryMode.PERSISTENT))
                        .setBody().body(Replay.class, Replay::payload)
                        .to(springRabbitmq("default").routingKey(names.orderPlacedQueue()))
                    .end()
                .end();
    }

    private static ReplayProgress run(Exchange exchange) {
        return exchange.getProperty(RUN, ReplayProgress.class);
    }

    private static List<Replay> letters(Exchange exchange) {
        return letters(exchange.getProperty(LETTERS));
    }

    @SuppressWarnings("unchecked") // Camel returns the rows of a query as an Object
    private static List<Replay> letters(Object found) {
        return (List<Replay>) found;
    }
}
