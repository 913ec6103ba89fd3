package caravana.invoices;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.Answer;
import caravana.fixture.Api;
import caravana.fixture.Infrastructure;
import caravana.fixture.InvoicesTest;
import caravana.localstack.PostgresServer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** The service while its real database throws it out and lets nobody in, and after that. */
@InvoicesTest
class DatabaseOutageTest {

    @Autowired
    private ApplicationContext invoices;

    @LocalServerPort
    private int port;

    private OrdersSimulator orders;
    private String database;

    @BeforeEach
    void setUp() {
        orders = new OrdersSimulator(invoices);
        orders.expectLostConnections();
        String url = invoices.getEnvironment().getRequiredProperty("spring.datasource.url");
        database = url.replaceAll("^.*/|\\?.*$", "");
    }

    private void administer(String... statements) throws SQLException {
        PostgresServer server = Infrastructure.postgres();
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl("postgres"), server.username(), server.password());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @AfterEach
    void comeBack() throws SQLException {
        administer("alter database \"" + database + "\" allow_connections true");
    }

    private Answer get(String merchant) {
        return Api.at(port).as(merchant).get("/invoices");
    }

    @Test
    void answersThatItIsAwayAndGoesOnWithAllThatCameMeanwhile() throws SQLException {
        String merchant = OrdersSimulator.newMerchant();
        orders.invoice(orders.place(merchant));
        administer(
                "alter database \"" + database + "\" allow_connections false",
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + database + "'");

        List<UUID> placed = List.of(orders.place(merchant), orders.place(merchant), orders.place(merchant));
        ObjectNode hopeless = OrdersSimulator.event(UUID.randomUUID(), merchant);
        orders.publish(hopeless, hopeless.toString().replace("\"BRL\"", "\"BRLX\""));
        Answer answer = get(merchant);
        comeBack();

        assertThat(answer.status()).as(answer.body()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).doesNotContain("Exception", "jdbc", "postgres", "Hikari");
        placed.forEach(orders::invoice);
        assertThat(orders.numbers(merchant))
                .isEqualTo(LongStream.rangeClosed(1, 4).boxed().toList());
        placed.forEach(orders::announcement);
        assertThat(orders.deadLetter(hopeless.get("id").asText())).containsEntry("reason", "contract");
        placed.forEach(order -> assertThat(orders.invoices(order)).hasSize(1));
        assertThat(get(merchant).status()).isEqualTo(200);
    }
}
