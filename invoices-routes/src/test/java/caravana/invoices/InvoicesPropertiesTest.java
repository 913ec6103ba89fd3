package caravana.invoices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class InvoicesPropertiesTest {

    @Test
    void areCompleteWhereNothingIsSaid() {
        InvoicesProperties properties = bound(Map.of());
        assertThat(properties.defaultMerchant()).isNull();
        assertThat(properties.defaultGroups()).isNull();
        assertThat(properties.deadLetters().metricsInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(properties.numbering().pollDelay()).isEqualTo(Duration.ofMillis(50));
        assertThat(properties.messaging().orderPlacedDeadQueue()).isEqualTo("invoices.order-placed.dead");
    }

    @ParameterizedTest
    @CsvSource({
        "caravana.dead-letters.metrics-interval, 0s",
        "caravana.dead-letters.metrics-interval, -1s",
        "caravana.dead-letters.metrics-interval, 999us",
        "caravana.numbering.poll-delay, 0s",
        "caravana.numbering.poll-delay, -1s",
        "caravana.numbering.batch-size, 0",
        "caravana.numbering.batch-size, 10001",
        "caravana.messaging.consumers, 0",
        "caravana.messaging.consumers, 10001",
        "caravana.messaging.prefetch, 0",
        "caravana.messaging.prefetch, 10001",
        "caravana.messaging.delivery-limit, 0",
        "caravana.messaging.delivery-limit, 10001"
    })
    void refuseAValueByTheNameOfItsProperty(String property, String value) {
        assertThatThrownBy(() -> bound(Map.of(property, value)))
                .rootCause()
                .hasMessageStartingWith(property + " is ")
                .hasMessageContaining(": it must be ");
    }

    private static InvoicesProperties bound(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("caravana", InvoicesProperties.class);
    }
}
