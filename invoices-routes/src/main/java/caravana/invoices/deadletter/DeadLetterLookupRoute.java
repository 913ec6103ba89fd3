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

/** {@code GET /dead-letters} and {@code GET /dead-letters/{id}}: an operator sees what waits, why, and what was done about it. */
@Component
class DeadLetterLookupRoute extends EndpointRouteBuilder {

    static final String LIST_ID = "dead-letter-list";
    static final String ONE_ID = "dead-letter-lookup";
    static final String FINDING_ID = "dead-letter-finding";

    /** The exchange property that holds the id of the letter that a request is about. */
    static final String LETTER = "letter";

    private final Operator operator;

    DeadLetterLookupRoute(Operator operator) {
        this.operator = operator;
    }

    @Override
    @SuppressWarnings("unchecked") // Camel hands over the rows of a query as a raw List or Map
    public void configure() {
        rest("/dead-letters")
                .get().produces("application/json").to("direct:dead-letter-list")
                .get("/{id}").produces("application/json").to("direct:dead-letter-lookup");

        from("direct:dead-letter-list")
                .routeId(LIST_ID)
                .routeDescription("Answers a page of dead letters to an operator, those that were parked last first")
                .routeConfigurationId(WebErrorPolicy.ANSWER_WITH_PROBLEM)
                .setProperty(Operator.PROPERTY, operator)
                .setProperty("query").exchange(asked -> DeadLetterQuery.of(
                        HttpRequests.parameter(asked, "reason"),
                        HttpRequests.parameter(asked, "status"),
                        HttpRequests.parameter(asked, "limit"),
                        HttpRequests.parameter(asked, "cursor")))
                .setBody(asked -> asked.getProperty("query", DeadLetterQuery.class).row())
                .to(sql("classpath:invoices/sql/list-dead-letters.sql").outputClass(StoredDeadLetter.class.getName()))
                .setBody(found -> found.getProperty("query", DeadLetterQuery.class)
                        .pageOf(found.getMessage().getBody(List.class)))
                .removeHeaders("*")
                .marshal().json();

        from("direct:dead-letter-lookup")
                .routeId(ONE_ID)
                .routeDescription("Answers one dead letter to an operator, with its payload and what was done about it")
                .routeConfigurationId(WebErrorPolicy.ANSWER_WITH_PROBLEM)
                .setProperty(Operator.PROPERTY, operator)
                .setProperty(LETTER).exchange(asked ->
                        QueryParameters.uuid("id", asked.getMessage().getHeader("id", String.class)))
                .to("direct:find-dead-letter")
                .removeHeaders("*")
                .marshal().json();

        from("direct:find-dead-letter")
                .routeId(FINDING_ID)
                .routeDescription("Finds the dead letter that a request is about")
                .routeConfigurationId(ErrorPolicies.LEAVE_TO_CALLER)
                .setBody(asked -> Map.of("id", asked.getProperty(LETTER)))
                .to(sql("classpath:invoices/sql/find-dead-letter.sql")
                        .outputType(SelectOne).outputClass(StoredDeadLetter.class.getName()))
                .setBody().body(StoredDeadLetter.class, letter ->
                        ProblemException.found(letter, "There is no such dead letter."));
    }
}
