package caravana.invoices.deadletter;

import static org.apache.camel.component.sql.SqlOutputType.SelectOne;

import caravana.starter.web.HttpRequests;
import caravana.starter.web.WebErrorPolicy;
import caravana.starter.messaging.ErrorPolicies;
import caravana.invoices.Operator;
import caravana.starter.web.QueryParameters;
import caravana.starter.web.ProblemException;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.springframework.stereotype.Component;

/** {@code GET /dead-letters} and {@code GET /dead-letters/{id}}: returns dead letters to operators. */
@Component
class DeadLetterLookupRoute extends EndpointRouteBuilder {

    static final String LIST_ID = "dead-letter-list";
    static final String ONE_ID = "dead-letter-lookup";
    static final String FINDING_ID = "dead-letter-finding";

    /** The exchange property that holds the id of the requested dead letter. */
    static final String LETTER = "letter";

    private final Operator operator;

    DeadLetterLookupRoute(Operator operator) {
        this.operator = operator;
    }

    @Override
    @SuppressWarnings("unchecked") // Camel returns the rows of a query as a raw List or Map
    public void configure() {
        rest("/dead-letters")
                .get().produces("application/json").to("direct:dead-letter-list")
                .get("/{id}").produces("application/json").to("direct:dead-letter-lookup");

        from("direct:dead-letter-list")
                .routeId(LIST_ID)
                .routeDescription("Returns a page of dead letters, most recently dead-lettered first")
                .routeConfigurationId(WebErrorPolicy.ANSWER_WITH_PROBLEM)
                .setProperty(Operator.PROPERTY, operator)
                .setProperty("query").exchange(request -> DeadLetterQuery.of(
                        HttpRequests.parameter(request, "reason"),
                        HttpRequests.parameter(request, "status"),
                        HttpRequests.parameter(request, "limit"),
                        HttpRequests.parameter(request, "cursor")))
                .setBody(request -> request.getProperty("query", DeadLetterQuery.class).row())
                .to(sql("classpath:invoices/sql/list-dead-letters.sql").outputClass(StoredDeadLetter.class.getName()))
                .setBody(found -> found.getProperty("query", DeadLetterQuery.class)
                        .pageOf(found.getMessage().getBody(List.class)))
                .removeHeaders("*")
                .marshal().json();

        from("direct:dead-letter-lookup")
                .routeId(ONE_ID)
                .routeDescription("Returns one dead letter with its payload and the operators' actions")
                .routeConfigurationId(WebErrorPolicy.ANSWER_WITH_PROBLEM)
                .setProperty(Operator.PROPERTY, operator)
                .setProperty(LETTER).exchange(request ->
                        QueryParameters.uuid("id", request.getMessage().getHeader("id", String.class)))
                .to("direct:find-dead-letter")
                .removeHeaders("*")
                .marshal().json();

        from("direct:find-dead-letter")
                .routeId(FINDING_ID)
                .routeDescription("Selects the requested dead letter")
                .routeConfigurationId(ErrorPolicies.LEAVE_TO_CALLER)
                .setBody(request -> Map.of("id", request.getProperty(LETTER)))
                .to(sql("classpath:invoices/sql/find-dead-letter.sql")
                        .outputType(SelectOne).outputClass(StoredDeadLetter.class.getName()))
                .setBody().body(StoredDeadLetter.class, letter ->
                        ProblemException.found(letter, "There is no such dead letter."));
    }
}
