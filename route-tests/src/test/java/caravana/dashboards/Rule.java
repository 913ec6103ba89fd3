package caravana.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A recording rule or an alerting rule of Prometheus. */
record Rule(JsonNode definition) {

    static List<Rule> all() {
        return Provisioning.files("rules").stream()
                .map(Provisioning::yaml)
                .flatMap(file -> Provisioning.each(file.path("groups")))
                .flatMap(group -> Provisioning.each(group.path("rules")))
                .map(Rule::new)
                .toList();
    }

    static List<Rule> alerts() {
        return all().stream().filter(Rule::isAlert).toList();
    }

    boolean isAlert() {
        return definition.has("alert");
    }

    String name() {
        return definition.path(isAlert() ? "alert" : "record").asText();
    }

    Expression expression() {
        return new Expression(name(), definition.path("expr").asText());
    }

    String annotation(String name) {
        return definition.path("annotations").path(name).asText();
    }

    @Override
    public String toString() {
        return name();
    }
}
