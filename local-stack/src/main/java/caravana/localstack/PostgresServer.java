package caravana.localstack;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A PostgreSQL server, embedded or external. */
public interface PostgresServer extends AutoCloseable {

    /** Returns the server of {@code SPRING_DATASOURCE_URL}, if it is set. */
    static Optional<PostgresServer> fromEnvironment(Map<String, String> environment) {
        String url = environment.getOrDefault("SPRING_DATASOURCE_URL", "");
        return url.isBlank() ? Optional.empty() : Optional.of(ExternalPostgresServer.connect(url, environment));
    }

    /** Returns the server of the environment, or starts an embedded one on a free port. */
    static PostgresServer fromEnvironmentOrEmbedded(Map<String, String> environment, Path directory) {
        return fromEnvironment(environment)
                .orElseGet(() -> EmbeddedPostgresServer.start(directory, new Ports().any(), Guard.start()));
    }

    /** Creates the database if it does not exist, and on an embedded server its role too. */
    Database createDatabase(String name, String role);

    /** Drops a database and its connections. */
    void dropDatabase(String name);

    /** Returns the JDBC URL of a database. */
    String jdbcUrl(String database);

    /** The user that may create databases. */
    String username();

    /** The password of {@link #username()}. */
    String password();

    /** The address, for display. */
    String description();

    @Override
    void close();
}
