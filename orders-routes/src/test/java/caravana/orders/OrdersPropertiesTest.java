package caravana.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class OrdersPropertiesTest {

    @Test
    void areCompleteWhereNothingIsSaid() {
        OrdersProperties properties = bound(Map.of());
        assertThat(properties.defaultMerchant()).isNull();
        assertThat(properties.idempotency().lifetime()).isEqualTo(Duration.ofHours(24));
        assertThat(properties.reconciliation().overdueAfter()).isEqualTo(Duration.ofMinutes(5));
        assertThat(properties.messaging().invoiceIssuedDeadQueue()).isEqualTo("orders.invoice-issued.dead");
    }

    @ParameterizedTest
    @CsvSource({
        "caravana.idempotency.lifetime, 999ms",
        "caravana.idempotency.lifetime, -1h",
        "caravana.idempotency.purge-interval, 0s",
        "caravana.idempotency.purge-interval, -1s",
        "caravana.idempotency.batch-size, 0",
        "caravana.idempotency.batch-size, 10001",
        "caravana.reconciliation.overdue-after, 0s",
        "caravana.reconciliation.max-attempts, 0",
        "caravana.reconciliation.max-attempts, 10001",
        "caravana.reconciliation.interval, 0s",
        "caravana.reconciliation.interval, 999us",
        "caravana.reconciliation.batch-size, 0",
        "caravana.reconciliation.batch-size, 10001",
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

    private static OrdersProperties bound(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("caravana", OrdersProperties.class);
    }
}
