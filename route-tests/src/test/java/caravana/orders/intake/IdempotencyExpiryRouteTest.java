package caravana.orders.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.fixture.Faults;
import caravana.fixture.OrdersTest;
import caravana.orders.OrderJson;
import caravana.orders.OrdersClient;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;

@OrdersTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdempotencyExpiryRouteTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String MERCHANT = "expiry";

    private final OrdersClient client;
    private final JdbcTemplate jdbc;
    private final Faults database;

    IdempotencyExpiryRouteTest(@LocalServerPort int port, @Autowired CamelContext camel, @Autowired JdbcTemplate jdbc) {
        this.client = new OrdersClient(port);
        this.jdbc = jdbc;
        this.database = Faults.of(camel, IdempotencyExpiryRoute.ID, "sql:.*delete-expired-keys.sql.*");
    }

    @BeforeEach
    @AfterEach
    void healTheDatabase() {
        database.heal();
    }

    @Test
    void forgetsKeysWhoseTimeIsOverAndNoOthers() {
        String expired = keyOfAnOrder();
        String living = keyOfAnOrder();
        expire(expired);

        await().atMost(SOON).untilAsserted(() -> assertThat(keys()).doesNotContain(expired));
        assertThat(keys()).contains(living);
    }

    @Test
    void goesOnByItselfAfterTheDatabaseWasAway() {
        database.fail(2, () -> new QueryTimeoutException("timeout"));
        String expired = keyOfAnOrder();
        expire(expired);

        await().atMost(SOON).untilAsserted(() -> assertThat(keys()).doesNotContain(expired));
        assertThat(database.calls()).isGreaterThan(2);
    }

    private String keyOfAnOrder() {
        String key = UUID.randomUUID().toString();
        assertThat(client.placeOnce(MERCHANT, key, OrderJson.valid().text()).status())
                .isEqualTo(201);
        return key;
    }

    private void expire(String key) {
        jdbc.update("update idempotency_keys set expires_at = now() where key = ?", key);
    }

    private List<String> keys() {
        return jdbc.queryForList("select key from idempotency_keys where merchant = ?", String.class, MERCHANT);
    }
}
