package caravana.localstack;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.io.FileUtils;

/** A PostgreSQL server as a child process, with durable settings. Its data is stored in its directory. */
public final class EmbeddedPostgresServer implements PostgresServer {

    private static final String SUPERUSER = "postgres";
    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private final Path data;
    private final Path log;
    private final int port;
    private final Guard guard;
    private final EmbeddedPostgres server;

    private EmbeddedPostgresServer(Path directory, Path binaries, int port, Guard guard) throws IOException {
        this.data = directory.resolve("data").toAbsolutePath();
        this.log = directory.resolve("postgres.log").toAbsolutePath();
        this.port = port;
        this.guard = guard;
        stopOrphan(directory);
        // Written after the first successful start: without it, the data of an interrupted first start is deleted.
        Path complete = directory.resolve("complete");
        if (!Files.exists(complete)) {
            Files.createDirectories(directory);
            FileUtils.deleteDirectory(data.toFile());
        }
        Files.deleteIfExists(log);
        if (guard != null) {
            guard.watchPostgres(data);
        }
        Files.createDirectories(binaries);
        this.server = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(binaries.toAbsolutePath().toFile())
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START_TIMEOUT)
                .setOutputRedirector(Redirect.appendTo(log.toFile()))
                .setLocaleConfig("locale", "C")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("listen_addresses", Ports.LOOPBACK)
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_connections", "200")
                .start();
        if (!Files.exists(complete)) {
            requirePasswords();
            Files.createFile(complete);
        }
    }

    /** Starts a server on a port. The binaries are unpacked once for all servers of this user. */
    public static EmbeddedPostgresServer start(Path directory, int port, Guard guard) {
        String user = System.getProperty("user.name");
        Path binaries = Path.of(System.getProperty("java.io.tmpdir"), "caravana-postgres-" + user);
        return start(directory, binaries, port, guard);
    }

    /** Starts a server on a port. The binaries are unpacked to the given directory. */
    static EmbeddedPostgresServer start(Path directory, Path binaries, int port, Guard guard) {
        try {
            return new EmbeddedPostgresServer(directory, binaries, port, guard);
        } catch (IOException | IllegalStateException e) {
            Path log = directory.resolve("postgres.log");
            String reason = LogFile.failureLine(log).orElse(StartFailure.reason(e));
            throw new StartFailure("PostgreSQL failed to start: " + reason + " (" + log + ")", e);
        }
    }

    /** The embedding library needs {@code trust} for the superuser; all other roles need their password. */
    private void requirePasswords() throws IOException {
        Files.writeString(data.resolve("pg_hba.conf"), """
                host all %1$s %2$s/32 trust
                host all all %2$s/32 scram-sha-256
                """.formatted(SUPERUSER, Ports.LOOPBACK));
        try (Connection connection = open()) {
            Sql.execute(connection, "select pg_reload_conf()");
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private Connection open() throws SQLException {
        return Sql.connect(jdbcUrl("postgres"), SUPERUSER, "");
    }

    @Override
    public Database createDatabase(String name, String role) {
        try (Connection connection = open()) {
            if (!Sql.exists(connection, "select 1 from pg_roles where rolname = ?", role)) {
                Sql.execute(connection, "create role " + Sql.name(role) + " login password " + Sql.text(role));
            }
            if (!Sql.databaseExists(connection, name)) {
                Sql.execute(connection, "create database " + Sql.name(name) + " owner " + Sql.name(role));
                Sql.execute(connection, "revoke connect on database " + Sql.name(name) + " from public");
            }
        } catch (SQLException e) {
            throw new StartFailure("the database " + name + " cannot be created: " + StartFailure.reason(e), e);
        }
        return new Database(jdbcUrl(name), role, role);
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
        return "jdbc:postgresql://" + Ports.LOOPBACK + ":" + port + "/" + database;
    }

    @Override
    public String username() {
        return SUPERUSER;
    }

    @Override
    public String password() {
        return "";
    }

    @Override
    public String description() {
        return Ports.LOOPBACK + ":" + port;
    }

    /** Returns the port of the server. */
    public int port() {
        return port;
    }

    /** Stops the server and keeps its data. */
    @Override
    public void close() {
        Optional<ProcessHandle> postmaster = postmaster(data);
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL failed to stop", e);
        }
        postmaster.ifPresent(EmbeddedPostgresServer::end);
        if (guard != null) {
            guard.forgetPostgres(data);
        }
    }

    /** Kills the server and its child processes, as in a crash. */
    public void kill() {
        postmaster(data).ifPresent(postmaster -> {
            List<ProcessHandle> children = postmaster.descendants().toList();
            postmaster.destroyForcibly();
            // The children exit on their own. No server starts on the same data before the last one has.
            children.forEach(child -> child.onExit().join());
        });
        close();
    }

    /** Stops a server that an earlier, killed run has left running: it would lock the data directory. */
    static void stopOrphan(Path directory) {
        postmaster(directory.resolve("data")).ifPresent(EmbeddedPostgresServer::end);
    }

    private static Optional<ProcessHandle> postmaster(Path data) {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        try {
            long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
            // The process id may have been reused by another program.
            return ProcessHandle.of(pid)
                    .filter(process -> process.info()
                            .command()
                            .map(Path::of)
                            .map(Path::getFileName)
                            .filter(program -> program.toString().startsWith("postgres"))
                            .isPresent());
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException notWrittenYet) {
            return Optional.empty();
        }
    }

    /** SIGINT disconnects the clients (fast shutdown); SIGTERM would wait for them. */
    private static void end(ProcessHandle postmaster) {
        try {
            if (postmaster.isAlive()) {
                new ProcessBuilder("kill", "-INT", Long.toString(postmaster.pid()))
                        .redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.DISCARD)
                        .start()
                        .waitFor();
            }
            postmaster.onExit().get(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | IOException e) {
            postmaster.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
