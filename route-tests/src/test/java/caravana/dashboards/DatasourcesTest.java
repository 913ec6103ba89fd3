package caravana.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Grafana's data sources for metrics, traces and logs, and the links between them. */
class DatasourcesTest {

    @Test
    void haveTheUidsThatDashboardsAndLinksUse() {
        assertThat(Datasource.all())
                .extracting(Datasource::uid)
                .containsExactlyInAnyOrder("prometheus", "tempo", "loki")
                .isEqualTo(Datasource.all().stream().map(Datasource::type).toList());
    }

    @Test
    void areLinkedBothWays() {
        Map<String, Set<String>> links =
                Datasource.all().stream().collect(Collectors.toMap(Datasource::uid, Datasource::linksTo));
        assertThat(links)
                .containsEntry("prometheus", Set.of("tempo"))
                .containsEntry("tempo", Set.of("loki", "prometheus"))
                .containsEntry("loki", Set.of("tempo"));
    }

    @Test
    void useTheServersInTheTelemetryContainer() {
        assertThat(Datasource.all())
                .extracting(source -> source.definition().path("url").asText())
                .containsExactly("http://localhost:9090", "http://localhost:3200", "http://localhost:3100");
    }

    /** Grafana replaces a single dollar sign and a name with an environment variable, and there are none. */
    @Test
    void escapeEveryDollarSign() {
        String text = Provisioning.text(Provisioning.FOLDER.resolve("datasources.yaml"));
        assertThat(text.lines().filter(line -> !line.strip().startsWith("#")))
                .noneMatch(line -> line.replace("$$", "").contains("$"));
    }
}
