package caravana.orders;

import java.util.List;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** The outbox as tests look at it: with its relay stopped, what was put in stays in. */
public final class Outbox {

    private static final String RELAY = "outbox-relay";

    private final CamelContext camel;
    private final JdbcTemplate jdbc;

    public Outbox(CamelContext camel, JdbcTemplate jdbc) {
        this.camel = camel;
        this.jdbc = jdbc;
    }

    /** For a {@code @BeforeEach}: before the first one, camel-test-spring has not started the routes yet. */
    public void stopRelay() {
        try {
            camel.getRouteController().stopRoute(RELAY);
        } catch (Exception e) {
            throw new IllegalStateException("the relay does not stop", e);
        }
    }

    public void startRelay() {
        try {
            camel.getRouteController().startRoute(RELAY);
        } catch (Exception e) {
            throw new IllegalStateException("the relay does not start", e);
        }
    }

    /** Ends every lease and every wait: all events are due now. */
    public void makeAllDue() {
        jdbc.update("update outbox set due_at = now()");
    }

    public int size() {
        return jdbc.queryForObject("select count(*) from outbox", Integer.class);
    }

    /** Forgets what other tests have left. */
    public void clear() {
        jdbc.update("delete from outbox");
    }

    /** How often each event of an order was refused: one number a row. */
    public List<Integer> attempts(UUID order) {
        return jdbc.queryForList("select attempts from outbox where order_id = ?", Integer.class, order);
    }

    public UUID eventId(UUID order) {
        return jdbc.queryForObject("select event_id from outbox where order_id = ?", UUID.class, order);
    }
}
