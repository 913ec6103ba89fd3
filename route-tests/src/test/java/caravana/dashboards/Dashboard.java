package caravana.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The file of a dashboard. */
record Dashboard(Path file, JsonNode document) {

    static List<Dashboard> all() {
        return Provisioning.files("dashboards").stream()
                .map(file -> new Dashboard(file, Provisioning.yaml(file)))
                .toList();
    }

    String uid() {
        return document.path("uid").asText();
    }

    List<JsonNode> variables() {
        return Provisioning.each(document.at("/templating/list")).toList();
    }

    /** All panels except the headings of rows. */
    List<Panel> panels() {
        return Provisioning.each(document.path("panels"))
                .filter(panel -> !panel.path("type").asText().equals("row"))
                .map(panel -> new Panel(this, panel))
                .toList();
    }

    Stream<Expression> expressions() {
        return panels().stream().flatMap(Panel::expressions);
    }

    @Override
    public String toString() {
        return file.getFileName().toString();
    }

    /** A panel of the dashboard. */
    record Panel(Dashboard dashboard, JsonNode definition) {

        String text(String pointer) {
            return definition.at(pointer).asText();
        }

        List<JsonNode> targets() {
            return Provisioning.each(definition.path("targets")).toList();
        }

        Stream<Expression> expressions() {
            return text("/datasource/type").equals("prometheus")
                    ? targets().stream()
                            .map(target -> new Expression(
                                    this + " " + target.path("refId").asText(),
                                    target.path("expr").asText()))
                    : Stream.empty();
        }

        @Override
        public String toString() {
            return dashboard + ", " + text("/title");
        }
    }
}
