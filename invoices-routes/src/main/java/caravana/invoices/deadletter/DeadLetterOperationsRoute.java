package caravana.invoices.deadletter;

import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.CONTENT_TYPE;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.CORRELATION_ID;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.DELIVERY_MODE;
import static org.apache.camel.component.springrabbit.SpringRabbitMQConstants.MESSAGE_ID;

import caravana.invoices.ConfirmedPublishing;
import caravana.invoices.InvoicesErrorPolicy;
import caravana.invoices.InvoicesProperties;
import caravana.invoices.InvoicesProperties.Messaging;
import caravana.invoices.Operator;
import caravana.invoices.Parameters;
import caravana.invoices.TraceParent;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.apache.camel.component.sql.SqlOutputType;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.stereotype.Component;

/**
 * What an operator does about dead letters: replay one, replay those of a reason, discard one. Who has a letter replayed
 * is kept first; then it is published, and marked after the broker's confirm: a crash in between leaves it waiting, and
 * replayed once more it does no harm, since the consumer is idempotent.
 */
@Component
class DeadLetterOperationsRoute extends EndpointRouteBuilder {

    static final String REPLAY_ID = "dead-letter-replay";
    static final String REASON_REPLAY_ID = "dead-letter-reason-replay";
    static final String PUBLISHING_ID = "dead-letter-publishing";
    static final String DISCARD_ID = "dead-letter-discard";

    private final Operator operator;
    private final OperationReader reader;
    private final Messaging names;
    private final ConfirmedPublishing confirmed;

    DeadLetterOperationsRoute(
            Operator operator, OperationReader reader, InvoicesProperties properties, ConfirmedPublishing confirmed) {
        this.operator = operator;
        this.reader = reader;
        this.names = properties.messaging();
        this.confirmed = confirmed;
    }

    @Override
    @SuppressWarnings("unchecked") // Camel hands over the rows of a query as a raw List or Map
    public void configure() {
        rest("/dead-letters")
                .post("/replay").consumes("application/json").produces("application/json")
                .to("direct:dead-letter-reason-replay")
                .post("/{id}/replay").produces("application/json")
                .to("direct:dead-letter-replay")
                .post("/{id}/discard").consumes("application/json").produces("application/json")
                .to("direct:dead-letter-discard");

        from("direct:dead-letter-replay")
                .routeId(REPLAY_ID)
                .routeDescription("Replays one dead letter; nothing happens where that was done already")
                .routeConfigurationId(InvoicesErrorPolicy.ANSWER_WITH_PROBLEM)
                .setProperty(Operator.PROPERTY, operator)
                .setProperty(DeadLetterLookupRoute.LETTER).exchange(asked ->
                        Parameters.uuid("id", asked.getMessage().getHeader("id", String.class)))
                .to("direct:find-dead-letter")
                .setBody().body(Map.class, Replay::due)
                .filter(simple("${body.size} > 0"))
                    .process(due -> TraceParent.link(due, Replay.traces(due.getMessage().getBody(List.class))))
                    .to("direct:publish-dead-letters")
                .end()
                // as it stands now: perhaps it has failed and was parked again already
                .to("direct:find-dead-letter")
                .setBody().body(Map.class, StoredLetter::ofRow)
                .removeHeaders("*")
                .marshal().json();

        from("direct:dead-letter-reason-replay")
                .routeId(REASON_REPLAY_ID)
                .routeDescription("Replays the dead letters that wait for one reason, oldest first, in batches")
                .routeConfigurationId(InvoicesErrorPolicy.ANSWER_WITH_PROBLEM)
                .setProperty(Operator.PROPERTY, operator)
                .setProperty("run").body(InputStream.class, reader::replay)
                .loopDoWhile(running -> running.getProperty("run", ReplayRun.class).goesOn())
                    .setBody(running -> running.getProperty("run", ReplayRun.class).row())
                    .to(sql("classpath:invoices/sql/find-waiting-dead-letters.sql"))
                    .setProperty("run").exchange(running -> running.getProperty("run", ReplayRun.class)
                            .with(running.getMessage().getBody(List.class)))
                    .filter(simple("${body.size} > 0"))
                        .setBody().body(List.class, Replay::ofRows)
                        .process(due -> TraceParent.link(due, Replay.traces(due.getMessage().getBody(List.class))))
                        .to("direct:publish-dead-letters")
                    .end()
                .end()
                .setBody(replayed -> replayed.getProperty("run", ReplayRun.class).row())
                .to(sql("classpath:invoices/sql/count-waiting-dead-letters.sql").outputType(SqlOutputType.SelectOne))
                .setBody(counted -> counted.getProperty("run", ReplayRun.class)
                        .answer(counted.getMessage().getBody(Long.class)))
                .removeHeaders("*")
                .marshal().json();

        from("direct:publish-dead-letters")
                .routeId(PUBLISHING_ID)
                .routeDescription("Publishes dead letters to Invoices alone and marks what the broker has confirmed")
                .routeConfigurationId(InvoicesErrorPolicy.LEAVE_TO_CALLER)
                .setProperty("letters", body())
                // who did it is kept first, whatever becomes of it
                .setBody(asked -> Replay.actions(
                        asked.getProperty("letters", List.class),
                        asked.getProperty(Operator.PROPERTY, String.class),
                        TraceParent.traceId(TraceParent.of(asked))))
                .to(sql("classpath:invoices/sql/keep-who-replays-dead-letters.sql").noop(true))
                .setBody(exchangeProperty("letters"))
                .setProperty(TraceParent.CAUSE).exchange(TraceParent::of)
                .policy(confirmed)
                    .split(body()).stopOnException()
                        // nothing of the operator's request travels with the order
                        .removeHeaders("*")
                        .setProperty(TraceParent.PROPERTY).body(Replay.class, Replay::traceparent)
                        .setHeader(MESSAGE_ID).body(Replay.class, Replay::messageId)
                        .setHeader(CORRELATION_ID).body(Replay.class, letter -> letter.letter().toString())
                        .setHeader(CONTENT_TYPE).body(Replay.class, Replay::contentType)
                        .setHeader(DELIVERY_MODE, constant(MessageDeliveryMode.PERSISTENT))
                        .setBody().body(Replay.class, Replay::payload)
                        .to(springRabbitmq("default").routingKey(names.orderPlacedQueue()))
                    .end()
                .end()
                .setBody(published -> Replay.marks(
                        published.getProperty("letters", List.class),
                        ConfirmedPublishing.outcome(published).confirmed()))
                .to(sql("classpath:invoices/sql/mark-replayed-dead-letters.sql").noop(true))
                .filter(published -> ConfirmedPublishing.outcome(published).confirmed().size()
                        < published.getProperty("letters", List.class).size())
                    .throwException(AmqpException.class, "the broker did not take every dead letter")
                .end();

        from("direct:dead-letter-discard")
                .routeId(DISCARD_ID)
                .routeDescription("Discards a dead letter that waits, with the operator's comment")
                .routeConfigurationId(InvoicesErrorPolicy.ANSWER_WITH_PROBLEM)
                .setProperty(Operator.PROPERTY, operator)
                .setProperty(DeadLetterLookupRoute.LETTER).exchange(asked ->
                        Parameters.uuid("id", asked.getMessage().getHeader("id", String.class)))
                .setBody().body(InputStream.class, reader::comment)
                .setBody(wish -> Map.of(
                        "id", wish.getProperty(DeadLetterLookupRoute.LETTER),
                        "operator", wish.getProperty(Operator.PROPERTY),
                        "comment", wish.getMessage().getBody(),
                        "traceId", TraceParent.traceId(TraceParent.of(wish))))
                .to(sql("classpath:invoices/sql/discard-dead-letter.sql").noop(true))
                .to("direct:find-dead-letter")
                .setBody().body(Map.class, found -> StoredLetter.ofRow(found).discarded())
                .removeHeaders("*")
                .marshal().json();
    }
}
