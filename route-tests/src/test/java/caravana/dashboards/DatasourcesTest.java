package caravana.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Where Grafana finds metrics, traces and logs, and how one leads to the other. */
class DatasourcesTest {

    @Test
    void haveTheUidsThatDashboardsAndLinksName() {
        assertThat(Datasource.all())
                .extracting(Datasource::uid)
                .containsExactlyInAnyOrder("prometheus", "tempo", "loki")
                .isEqualTo(Datasource.all().stream().map(Datasource::type).toList());
    }

    @Test
    void areLinkedBothWays() {
        Map<String, Set<String>> links =
                Datasource.all().stream().collect(Collectors.toMap(Datasource::uid, Datasource::leadsTo));
        assertThat(links)
                .containsEntry("prometheus", Set.of("tempo"))
                .containsEntry("tempo", Set.of("loki", "prometheus"))
                .containsEntry("loki", Set.of("tempo"));
    }

    @Test
    void areThoseInsideTheTelemetryContainer() {
        assertThat(Datasource.all())
                .extracting(source -> source.definition().path("url").asText())
                .containsExactly("http://localhost:9090", "http://localhost:3200", "http://localhost:3100");
    }

    /** Grafana would put a variable of the environment in its place, and there is none. */
    @Test
    void doubleEveryDollar() {
        String text = Provisioning.text(Provisioning.FOLDER.resolve("datasources.yaml"));
        assertThat(text.lines().filter(line -> !line.strip().startsWith("#")))
                .noneMatch(line -> line.replace("$$", "").contains("$"));
    }
}
