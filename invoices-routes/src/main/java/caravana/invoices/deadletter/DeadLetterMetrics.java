package caravana.invoices.deadletter;

import caravana.starter.messaging.InvalidMessageException.Reason;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Gauges of the number of dead letters per reason and status. Each instance reports all dead letters. */
@Component
class DeadLetterMetrics {

    private volatile Map<Kind, Long> counts = Map.of();

    private record Kind(String reason, String status) {}

    DeadLetterMetrics(MeterRegistry metrics) {
        Arrays.stream(Reason.values())
                .map(Reason::word)
                .flatMap(reason -> StoredDeadLetter.STATUSES.stream().map(status -> new Kind(reason, status)))
                .forEach(kind -> Gauge.builder("caravana.dead.letters", () -> counts.getOrDefault(kind, 0L))
                        .description("Dead letters by reason and status")
                        .tag("reason", kind.reason())
                        .tag("status", kind.status())
                        .register(metrics));
    }

    /** Sets the gauges from the rows of {@code count-dead-letters.sql}. */
    public void counted(List<Map<String, Object>> rows) {
        Map<Kind, Long> now = new HashMap<>();
        for (Map<String, Object> row : rows) {
            now.put(new Kind((String) row.get("reason"), (String) row.get("status")), (Long) row.get("letters"));
        }
        counts = now;
    }
}
