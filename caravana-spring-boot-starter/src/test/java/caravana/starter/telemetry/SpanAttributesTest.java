package caravana.starter.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.tracing.ActiveSpanManager;
import org.apache.camel.tracing.SpanAdapter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class SpanAttributesTest {

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final SpanAdapter span = mock(SpanAdapter.class);

    @AfterEach
    void clear() {
        MDC.clear();
    }

    @Test
    void areSetOnTheSpanAndItsLogLines() {
        ActiveSpanManager.activate(exchange, span);
        SpanAttributes.set(exchange, Map.of("pet", "rex"));
        verify(span).setTag("pet", "rex");
        assertThat(MDC.get("pet")).isEqualTo("rex");
    }

    @Test
    void accumulateAndAreClearedTogether() {
        ActiveSpanManager.activate(exchange, span);
        SpanAttributes.set(exchange, Map.of("keeper", "ana"));
        SpanAttributes.set(exchange, Map.of("pet", "rex"));
        assertThat(SpanAttributes.of(exchange)).containsOnly(Map.entry("keeper", "ana"), Map.entry("pet", "rex"));
        SpanAttributes.clear(exchange);
        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    }

    @Test
    void areSetOnTheExchangeOnlyWithoutASpan() {
        SpanAttributes.set(exchange, Map.of("pet", "rex"));
        assertThat(SpanAttributes.of(exchange)).containsEntry("pet", "rex");
        assertThat(MDC.get("pet")).isNull();
    }
}
