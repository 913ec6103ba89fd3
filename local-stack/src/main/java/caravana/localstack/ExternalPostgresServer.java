package caravana.localstack;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A PostgreSQL server of the user, which is neither started nor stopped. All databases use the given credentials. */
final class ExternalPostgresServer implements PostgresServer {

    private static final Pattern URL = Pattern.compile("(jdbc:postgresql:(?://[^/?]+)?)(?:/?([^?]*))(\\?.*)?");
    private static final String DUPLICATE_DATABASE = "42P04";

    private final String url;
    private final String server;
    private final String parameters;
    private final String username;
    private final String password;

    private ExternalPostgresServer(String url, String username, String password) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new StartFailure(
                    "SPRING_DATASOURCE_URL is not of the form jdbc:postgresql://host:port/database: " + url);
        }
        this.url = url;
        this.server = parts.group(1);
        this.parameters = parts.group(3) == null ? "" : parts.group(3);
        this.username = username;
        this.password = password;
    }

    static ExternalPostgresServer connect(String url, Map<String, String> environment) {
        ExternalPostgresServer server = new ExternalPostgresServer(
                url,
                environment.getOrDefault("SPRING_DATASOURCE_USERNAME", "postgres"),
                environment.getOrDefault("SPRING_DATASOURCE_PASSWORD", ""));
        try {
            server.open().close();
            return server;
        } catch (SQLException e) {
            throw new StartFailure(
                    "PostgreSQL cannot be reached as " + server.username + " at " + url + " (SPRING_DATASOURCE_URL): "
                            + StartFailure.reason(e),
                    e);
        }
    }

    private Connection open() throws SQLException {
        return Sql.connect(url, username, password);
    }

    @Override
    public Database createDatabase(String name, String role) {
        try (Connection connection = open()) {
            if (!Sql.databaseExists(connection, name)) {
                Sql.execute(connection, "create database " + Sql.name(name) + " encoding 'UTF8' template template0");
            }
        } catch (SQLException e) {
            // A concurrent start may have created it.
            if (!DUPLICATE_DATABASE.equals(e.getSQLState())) {
                throw new StartFailure(
                        "the database " + name + " is missing at " + server + " and " + username + " cannot create it: "
                                + StartFailure.reason(e),
                        e);
            }
        }
        return new Database(jdbcUrl(name), username, password);
    }

    @Override
    public void dropDatabase(String name) {
        try (Connection connection = open()) {
            Sql.execute(connection, "drop database if exists " + Sql.name(name) + " with (force)");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot drop the database " + name, e);
        }
    }

    @Override
    public String jdbcUrl(String database) {
        String separator = server.endsWith(":") ? "" : "/";
        return server + separator + database + parameters;
    }

    @Override
    public String username() {
        return username;
    }

    @Override
    public String password() {
        return password;
    }

    @Override
    public String description() {
        return "external, " + server.replace("jdbc:postgresql:", "").replace("//", "");
    }

    @Override
    public void close() {
        // An external server is not stopped.
    }
}
