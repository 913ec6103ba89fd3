package caravana.faults;

import caravana.localstack.Database;
import caravana.localstack.EmbeddedPostgresServer;
import caravana.localstack.Guard;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A real PostgreSQL for one service alone, which comes back after a crash on the same port with the same data. */
public final class DatabaseServer implements AutoCloseable {

    private final Path directory;
    private final int port;
    private final Guard guard;
    private EmbeddedPostgresServer server;

    public DatabaseServer(Path directory, int port, Guard guard) {
        this.directory = directory;
        this.port = port;
        this.guard = guard;
    }

    public void start() {
        if (server == null) {
            server = EmbeddedPostgresServer.start(directory, port, guard);
        }
    }

    /** Ends it as a crash would. */
    public void kill() {
        EmbeddedPostgresServer victim = server;
        server = null;
        victim.kill();
    }

    /** The version it tells its clients. */
    String version() throws SQLException {
        try (Connection connection =
                DriverManager.getConnection(server.jdbcUrl("postgres"), server.username(), server.password())) {
            return connection.getMetaData().getDatabaseProductVersion();
        }
    }

    /** A new database with an owner of the same name. */
    public Database create(String name) {
        return server.createDatabase(name, name);
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
