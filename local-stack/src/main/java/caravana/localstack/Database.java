package caravana.localstack;

import java.util.Map;

/** A database with its JDBC URL and credentials. */
public record Database(String jdbcUrl, String username, String password) {

    /** Returns the Spring Boot variables that configure a service to use this database. */
    public Map<String, String> environment() {
        return Map.of(
                "SPRING_DATASOURCE_URL", jdbcUrl,
                "SPRING_DATASOURCE_USERNAME", username,
                "SPRING_DATASOURCE_PASSWORD", password);
    }
}
