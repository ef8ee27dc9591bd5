package io.operations;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * An empty database on the one PostgreSQL that all tests of this JVM share: in a container where a Docker engine answers,
 * embedded otherwise. It is not durable, and it goes with the JVM.
 */
public record TestDatabase(String url, String username, String password) {

    private static final Logger log = LoggerFactory.getLogger(TestDatabase.class);
    private static final String IMAGE = "postgres:18";

    /** Contexts are kept for other tests, each with all its connections. */
    private static final String MAX_CONNECTIONS = "1000";

    /** Makes a new database; the first call starts the server. */
    public static TestDatabase create() {
        var server = Server.SHARED;
        var name = "test_" + UUID.randomUUID().toString().replace("-", "");
        try (var connection = DriverManager.getConnection(server.url, server.username, server.password);
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new TestDatabase(server.url.replaceFirst("/[^/]*$", "/" + name), server.username, server.password);
    }

    private static final class Server {

        static final TestDatabase SHARED = start();
    }

    private static TestDatabase start() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            log.info("Test database: embedded PostgreSQL, because no Docker engine answers");
            return startEmbedded();
        }
        try {
            var server = startContainer();
            log.info("Test database: container {}", IMAGE);
            return server;
        } catch (ContainerFetchException | ContainerLaunchException e) {
            log.warn(
                    "Test database: embedded PostgreSQL, because the container {} does not start: {}",
                    IMAGE,
                    e.toString());
            return startEmbedded();
        }
    }

    private static TestDatabase startContainer() {
        var container = new PostgreSQLContainer(IMAGE)
                .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=" + MAX_CONNECTIONS);
        container.start();
        Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
        var url = "jdbc:postgresql://%s:%d/%s"
                .formatted(container.getHost(), container.getMappedPort(5432), container.getDatabaseName());
        return new TestDatabase(url, container.getUsername(), container.getPassword());
    }

    /** The library stops it and deletes its data in a shutdown hook of its own. */
    private static TestDatabase startEmbedded() {
        try {
            var postgres = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", MAX_CONNECTIONS)
                    .start();
            return new TestDatabase("jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres", "postgres", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
