package caravana.localstack;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A PostgreSQL server, embedded or somebody else's. */
public interface PostgresServer extends AutoCloseable {

    /** The server that {@code SPRING_DATASOURCE_URL} names, if it is set. */
    static Optional<PostgresServer> fromEnvironment(Map<String, String> environment) {
        String url = environment.getOrDefault("SPRING_DATASOURCE_URL", "");
        return url.isBlank() ? Optional.empty() : Optional.of(ExternalPostgresServer.connect(url, environment));
    }

    /** The server of the environment, or an embedded one in the given directory on any free port. */
    static PostgresServer fromEnvironmentOrEmbedded(Map<String, String> environment, Path directory) {
        return fromEnvironment(environment)
                .orElseGet(() -> EmbeddedPostgresServer.start(directory, new Ports().any(), Guard.start()));
    }

    /** Creates the database, and where the server is ours its owner of that name, unless they are there already. */
    Database createDatabase(String name, String role);

    /** Drops a database and whoever is connected to it. */
    void dropDatabase(String name);

    /** The URL of one of its databases. */
    String jdbcUrl(String database);

    /** Who may create databases. */
    String username();

    /** The password of {@link #username()}. */
    String password();

    /** What it is and where, for people. */
    String description();

    @Override
    void close();
}
