package caravana.notifications.notifying;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NotificationTest {

    private static final UUID ORDER = UUID.fromString("01a203c5-6dfb-7c4e-9f0a-5b1d2e3f4a5b");

    @Test
    void namesTheOrderAndItsTotal() {
        OrderPlaced order = new OrderPlaced(ORDER, "demo", new BigDecimal("1E+3"), "JPY");

        assertThat(Notification.of(order, "4bf92f3577b34da6a3ce929d0e0e4736").row())
                .containsEntry("orderId", ORDER)
                .containsEntry("merchant", "demo")
                .containsEntry("message", "Order " + ORDER + " was placed: 1000 JPY.")
                .containsEntry("traceId", "4bf92f3577b34da6a3ce929d0e0e4736");
    }
}
