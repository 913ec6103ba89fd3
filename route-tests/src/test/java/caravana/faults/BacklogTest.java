package caravana.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravana.fixture.Answer;
import caravana.journey.OrderForm;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.JdbcTemplate;

/** A long outage leaves a long outbox: it is emptied in constant memory, at a cost per batch that does not grow. */
@Tag("faults")
@ExtendWith(Servers.Shared.class)
class BacklogTest {

    static final int ORDERS = Integer.getInteger("faults.backlog", 100_000);
    /** A small part of the slowest rate that was seen. */
    private static final Duration LIMIT = Duration.ofSeconds(60 + ORDERS / 100);

    private static final int BATCH = 500;
    /** Far less than the backlog takes: a service that held it would end with an OutOfMemoryError. */
    private static final int HEAP_LIMIT_MEBIBYTES = 128;

    private static final int CONSTANT_FACTOR = 3;
    private static final Pattern HEAP_USED =
            Pattern.compile("(?m)^jvm_memory_used_bytes\\{[^}]*area=\"heap\"[^}]*} (\\S+)$");

    private final Servers servers;

    BacklogTest(Servers servers) {
        this.servers = servers;
    }

    @Test
    void aLongBacklogIsPublishedInConstantMemoryAndConstantCostPerBatch() throws Exception {
        try (SystemUnderTest system =
                new SystemUnderTest("backlog", servers, Map.of(Service.HEAP, "-Xmx" + HEAP_LIMIT_MEBIBYTES + "m"))) {
            JdbcTemplate database = system.ledger().orders();
            system.messages().declare(system.exchange(), "order.placed.v1", system.orderPlacedQueue());
            system.orders().broker().cut();
            system.orders().start();
            system.orders().awaitReady();
            Answer model = system.orders().apis().get(0).as("model").post("/orders", new OrderForm(1).json());
            assertThat(model.status()).isEqualTo(201);
            system.orders().kill();
            fill(database);
            assertThat(outbox(database)).isEqualTo(ORDERS + 1);
            long buffersAtFirst = buffersOfOneClaim(database);

            system.orders().broker().mend();
            system.orders().start();
            system.orders().awaitReady();
            long begun = System.nanoTime();
            long left = outbox(database);
            double[] heap = {0};
            long[] buffersNearTheEnd = {0};
            await("the backlog is published")
                    .pollInterval(Duration.ofMillis(200))
                    .atMost(LIMIT)
                    .until(() -> {
                        heap[0] = Math.max(heap[0], heapUsed(system));
                        long waiting = outbox(database);
                        if (waiting > BATCH && waiting < ORDERS / 10) {
                            buffersNearTheEnd[0] = buffersOfOneClaim(database);
                        }
                        return waiting == 0;
                    });
            double rate = left / ((System.nanoTime() - begun) / 1e9);

            servers.report.backlog("events in the outbox", Integer.toString(ORDERS));
            servers.report.backlog("events published per second", "%.0f".formatted(rate));
            servers.report.backlog(
                    "peak heap use, of %d MiB".formatted(HEAP_LIMIT_MEBIBYTES), "%.0f MiB".formatted(heap[0]));
            servers.report.backlog("pages read per claim, at the start", Long.toString(buffersAtFirst));
            servers.report.backlog("pages read per claim, 90% published", Long.toString(buffersNearTheEnd[0]));
            assertThat(system.orders().process().isAlive()).isTrue();
            assertThat(system.messages().waiting(system.orderPlacedQueue())).isGreaterThanOrEqualTo(ORDERS + 1);
            assertThat(buffersNearTheEnd[0]).isPositive().isLessThan(CONSTANT_FACTOR * buffersAtFirst);
        }
    }

    /** Copies the one order that is there, whatever columns it has, with ids of their own. */
    private static void fill(JdbcTemplate database) {
        database.update("""
                insert into orders
                select (jsonb_populate_record(model, jsonb_build_object(
                            'id', md5('order ' || number)::uuid, 'event_id', md5('event ' || number)::uuid))).*
                from orders as model, generate_series(1, ?) as number
                """, ORDERS);
        database.update("""
                insert into outbox (event_id, order_id)
                select md5('event ' || number)::uuid, md5('order ' || number)::uuid
                from generate_series(1, ?) as number
                """, ORDERS);
        database.update("update outbox set due_at = now()");
        database.execute("vacuum analyze");
    }

    private static long outbox(JdbcTemplate database) {
        return Objects.requireNonNull(database.queryForObject("select count(*) from outbox", Long.class));
    }

    /** How many pages the first part of a claim touches, in a transaction that is given up. */
    private static long buffersOfOneClaim(JdbcTemplate database) throws Exception {
        try (Connection connection =
                        Objects.requireNonNull(database.getDataSource()).getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // as the service has it
            statement.execute("set local enable_seqscan = off; set local enable_bitmapscan = off");
            try (ResultSet plan = statement.executeQuery("explain (analyze, buffers, format json) " + claim())) {
                plan.next();
                JsonNode top = JsonMapper.builder()
                        .build()
                        .readTree(plan.getString(1))
                        .path(0)
                        .path("Plan");
                return top.path("Shared Hit Blocks").asLong()
                        + top.path("Shared Read Blocks").asLong();
            } finally {
                connection.rollback();
            }
        }
    }

    private static String claim() throws IOException {
        String file = "/orders/sql/claim-unpublished-events.sql";
        try (InputStream sql = BacklogTest.class.getResourceAsStream(file)) {
            String text = new String(sql.readAllBytes(), StandardCharsets.UTF_8);
            Matcher select =
                    Pattern.compile("(?s)as materialized \\((.+?)\\n\\)").matcher(text);
            assertThat(select.find()).as("%s begins with what it claims", file).isTrue();
            return select.group(1).replace(":#batch", Integer.toString(BATCH));
        }
    }

    private static double heapUsed(SystemUnderTest system) throws IOException {
        String url = system.orders().process().managementUrl() + "/actuator/prometheus";
        try (InputStream metrics = URI.create(url).toURL().openStream()) {
            String text = new String(metrics.readAllBytes(), StandardCharsets.UTF_8);
            return HEAP_USED
                            .matcher(text)
                            .results()
                            .mapToDouble(pool -> Double.parseDouble(pool.group(1)))
                            .sum()
                    / (1024 * 1024);
        }
    }
}
