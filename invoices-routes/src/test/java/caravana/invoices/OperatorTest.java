package caravana.invoices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import caravana.starter.web.GatewayConsumer;
import caravana.starter.web.ProblemException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockHttpServletRequest;

class OperatorTest {

    private static Object evaluate(String defaultGroups, String groups) {
        return evaluate(defaultGroups, groups, null);
    }

    private static Object evaluate(String defaultGroups, String groups, String consumer) {
        InvoicesProperties properties = new Binder(new MapConfigurationPropertySource(
                        Map.of("caravana.default-merchant", "demo", "caravana.default-groups", defaultGroups)))
                .bindOrCreate("caravana", InvoicesProperties.class);
        MockHttpServletRequest request = new MockHttpServletRequest();
        if (consumer != null) {
            request.addHeader(GatewayConsumer.HEADER, consumer);
        }
        if (groups != null) {
            request.addHeader(Operator.GROUPS_HEADER, groups);
        }
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setHeader("CamelHttpServletRequest", request);
        return new Operator(new InvoicesIdentity().merchant(properties), properties).evaluate(exchange);
    }

    @ParameterizedTest
    @ValueSource(strings = {"operators", "merchants,operators", " operators , merchants"})
    void isWhoIsInTheGroupThatTheRunHasByDefault(String defaultGroups) {
        assertThat(evaluate(defaultGroups, null)).isEqualTo("demo");
    }

    @Test
    void isNobodyWithoutTheGroup() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> evaluate("", null))
                .satisfies(refused -> assertThat(refused.status()).isEqualTo(HttpStatus.FORBIDDEN));
    }

    @Test
    void isNobodyWhomTheGatewayKnowsAndHasPutInNoGroup() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> evaluate("operators", null, "brick"))
                .satisfies(refused -> assertThat(refused.status()).isEqualTo(HttpStatus.FORBIDDEN));
    }

    @Test
    void isNobodyToWhomTheGatewayGaveOtherGroups() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> evaluate("operators", "merchants"))
                .satisfies(refused -> assertThat(refused.status()).isEqualTo(HttpStatus.FORBIDDEN));
    }
}
