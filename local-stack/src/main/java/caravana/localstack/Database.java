package caravana.localstack;

import java.util.Map;

/** One database and who may use it. */
public record Database(String jdbcUrl, String username, String password) {

    /** The variables by which a service is told of it. */
    public Map<String, String> environment() {
        return Map.of(
                "SPRING_DATASOURCE_URL", jdbcUrl,
                "SPRING_DATASOURCE_USERNAME", username,
                "SPRING_DATASOURCE_PASSWORD", password);
    }
}
