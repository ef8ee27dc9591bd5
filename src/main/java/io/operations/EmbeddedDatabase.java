package io.operations;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** A durable PostgreSQL of our own, for {@code spring-boot:run}: it starts and stops with the service, its data stay. */
final class EmbeddedDatabase implements JdbcConnectionDetails, AutoCloseable {

    /** Of the binaries in pom.xml; known here because data of another one are refused before PostgreSQL is started. */
    static final int POSTGRESQL_MAJOR = 18;

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);

    private final DataFolder folder;
    private final EmbeddedPostgres postgres;
    private final EmbeddedLogin login;

    private EmbeddedDatabase(DataFolder folder, EmbeddedPostgres postgres, EmbeddedLogin login) {
        this.folder = folder;
        this.postgres = postgres;
        this.login = login;
    }

    static EmbeddedDatabase start(EmbeddedDatabaseSettings settings) {
        return start(settings, START_LIMIT);
    }

    static EmbeddedDatabase start(EmbeddedDatabaseSettings settings, Duration limit) {
        var folder = DataFolder.open(settings.dataDirectory());
        try {
            folder.prepare(POSTGRESQL_MAJOR);
            var login = folder.login();
            var database = new EmbeddedDatabase(folder, startPostgres(folder, login, limit), login);
            database.secure();
            folder.initialized();
            log.info(
                    "Embedded PostgreSQL keeps its data in {}; another member connects with"
                            + " --spring.config.import=configtree:{}/",
                    folder,
                    login.folder());
            return database;
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** Before anybody is told of it. */
    private void secure() {
        try {
            new EmbeddedRoles(folder.data(), login).secure(getJdbcUrl());
            login.tell(getJdbcUrl());
            login.encryptionKey();
        } catch (SQLException e) {
            close();
            throw new StartFailure("the roles of the embedded PostgreSQL cannot be made: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static EmbeddedPostgres startPostgres(DataFolder folder, EmbeddedLogin login, Duration limit) {
        var output = Redirect.appendTo(folder.log().toFile());
        try {
            return withPasswords(durable(EmbeddedPostgres.builder()), login)
                    .setDataDirectory(folder.data())
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(limit)
                    .setOutputRedirector(output)
                    .setErrorRedirector(output)
                    .start();
        } catch (IOException | IllegalStateException e) {
            folder.stopPostmaster();
            throw new StartFailure("the embedded PostgreSQL did not start; " + folder.log() + " says why.", e);
        }
    }

    /** The library asks for no password, for tests. What it calls the locale goes to initdb as it is, and the last one counts. */
    private static EmbeddedPostgres.Builder withPasswords(EmbeddedPostgres.Builder builder, EmbeddedLogin login) {
        return builder.setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig("pwfile", login.superuserFile().toString())
                .setServerConfig("password_encryption", "scram-sha-256")
                .setConnectConfig("password", login.superuserPassword());
    }

    /** The library's own defaults are for tests: they switch fsync and synchronous_commit off. */
    private static EmbeddedPostgres.Builder durable(EmbeddedPostgres.Builder builder) {
        return builder.setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_connections", "100")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8");
    }

    /** Under which secrets in this database are encrypted. */
    String encryptionKey() {
        return login.encryptionKey();
    }

    @Override
    public String getJdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
    }

    @Override
    public String getUsername() {
        return EmbeddedLogin.ROLE;
    }

    @Override
    public String getPassword() {
        return login.password();
    }

    @Override
    public void close() {
        try (folder) {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
