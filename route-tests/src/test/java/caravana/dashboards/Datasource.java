package caravana.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A data source, as provisioned in Grafana. */
record Datasource(JsonNode definition) {

    static List<Datasource> all() {
        return Provisioning.each(Provisioning.yaml(Provisioning.FOLDER.resolve("datasources.yaml"))
                        .path("datasources"))
                .map(Datasource::new)
                .toList();
    }

    String uid() {
        return definition.path("uid").asText();
    }

    String type() {
        return definition.path("type").asText();
    }

    /** The uids of the data sources that this one links to. */
    Set<String> linksTo() {
        return Provisioning.all(definition.path("jsonData"))
                .filter(node -> node.has("datasourceUid"))
                .map(node -> node.path("datasourceUid").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The queries of the links in a span. */
    Stream<Expression> expressions() {
        return Provisioning.each(definition.at("/jsonData/tracesToMetrics/queries"))
                .map(query -> new Expression(
                        "datasources.yaml, " + query.path("name").asText(),
                        query.path("query").asText()));
    }
}
