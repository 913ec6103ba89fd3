package caravana.starter.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import caravana.starter.telemetry.SpanAttributes;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockHttpServletRequest;

class GatewayConsumerTest {

    private static final GatewayConsumer BEHIND_THE_GATEWAY = new GatewayConsumer("pets.keeper", null);
    private static final GatewayConsumer WITH_DEFAULT = new GatewayConsumer("pets.keeper", "demo");

    @Test
    void isTheConsumerOfTheHeader() {
        assertThat(BEHIND_THE_GATEWAY.name(request("ana"))).isEqualTo("ana");
        assertThat(WITH_DEFAULT.name(request("ana"))).isEqualTo("ana");
        assertThat(BEHIND_THE_GATEWAY.name(request("~ Ana's pets, 7!"))).isEqualTo("~ Ana's pets, 7!");
        assertThat(BEHIND_THE_GATEWAY.name(request("k".repeat(200)))).hasSize(200);
    }

    @Test
    void isTheDefaultWithoutTheHeader() {
        assertThat(WITH_DEFAULT.name(request())).isEqualTo("demo");
        assertThat(WITH_DEFAULT.name(request(" "))).isEqualTo("demo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void rejectsABlankName(String blank) {
        assertUnauthorized(BEHIND_THE_GATEWAY, blank);
    }

    @Test
    void rejectsARequestWithoutTheHeader() {
        assertUnauthorized(BEHIND_THE_GATEWAY);
    }

    /** The default does not replace an invalid name. */
    @ParameterizedTest
    @ValueSource(strings = {"é", "ana\u007f", "ana\nbob", "ana\0", "東京"})
    void rejectsANameThatIsNotAscii(String name) {
        assertUnauthorized(BEHIND_THE_GATEWAY, name);
        assertUnauthorized(WITH_DEFAULT, name);
    }

    @Test
    void rejectsANameThatIsTooLong() {
        assertUnauthorized(WITH_DEFAULT, "k".repeat(201));
    }

    @Test
    void rejectsTwoNames() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> WITH_DEFAULT.name(request("ana", "bob")))
                .withMessage("X-Consumer-Custom-ID must not occur more than once")
                .matches(refused -> refused.status() == HttpStatus.BAD_REQUEST);
    }

    @Test
    void comesFromTheHeaderAndNotFromTheQuery() {
        MockHttpServletRequest request = request();
        request.addParameter(GatewayConsumer.HEADER, "ana");
        assertThat(WITH_DEFAULT.name(request)).isEqualTo("demo");
    }

    @Test
    void isSetOnTheExchangeAndOnItsSpans() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setHeader("CamelHttpServletRequest", request("ana"));

        BEHIND_THE_GATEWAY.process(exchange);

        assertThat(exchange.getProperty(GatewayConsumer.PROPERTY)).isEqualTo("ana");
        assertThat(exchange.getProperty(SpanAttributes.PROPERTY)).isEqualTo(Map.of("pets.keeper", "ana"));
    }

    private static void assertUnauthorized(GatewayConsumer consumer, String... names) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> consumer.name(request(names)))
                .matches(refused -> refused.status() == HttpStatus.UNAUTHORIZED);
    }

    private static MockHttpServletRequest request(String... names) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        for (String name : names) {
            request.addHeader(GatewayConsumer.HEADER, name);
        }
        return request;
    }
}
