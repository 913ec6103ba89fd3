package caravana.invoices.deadletter;

import caravana.invoices.Operator;
import caravana.starter.telemetry.TraceParent;
import caravana.starter.web.QueryParameters;
import caravana.starter.web.WebErrorPolicy;
import java.io.InputStream;
import java.util.Map;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.stereotype.Component;

/** {@code POST /dead-letters/{id}/discard}: discards a dead letter and records the operator's comment. */
@Component
class DeadLetterDiscardRoute extends EndpointRouteBuilder {

    static final String ID = "dead-letter-discard";

    private final Operator operator;
    private final OperatorRequestReader reader;

    DeadLetterDiscardRoute(Operator operator, OperatorRequestReader reader) {
        this.operator = operator;
        this.reader = reader;
    }

    @Override
    public void configure() {
        rest("/dead-letters")
                .post("/{id}/discard").consumes("application/json").produces("application/json")
                .to("direct:dead-letter-discard");

        from("direct:dead-letter-discard")
                .routeId(ID)
                .routeDescription("Discards a waiting dead letter and records the operator's comment")
                .routeConfigurationId(WebErrorPolicy.ANSWER_WITH_PROBLEM)
                .setProperty(Operator.PROPERTY, operator)
                .setProperty(DeadLetterLookupRoute.LETTER).exchange(request ->
                        QueryParameters.uuid("id", request.getMessage().getHeader("id", String.class)))
                .setBody().body(InputStream.class, reader::comment)
                .setBody(discard -> Map.of(
                        "id", discard.getProperty(DeadLetterLookupRoute.LETTER),
                        "operator", discard.getProperty(Operator.PROPERTY),
                        "comment", discard.getMessage().getBody(),
                        "traceId", TraceParent.traceId(TraceParent.of(discard))))
                .to(sql("classpath:invoices/sql/discard-dead-letter.sql").noop(true))
                .to("direct:find-dead-letter")
                .setBody().body(StoredDeadLetter.class, StoredDeadLetter::discarded)
                .removeHeaders("*")
                .marshal().json();
    }
}
