package io.operations;

import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.Driver;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * Connects once, before the pool and Liquibase do, so that a database that cannot be used is reported in one sentence.
 */
final class DatabaseCheck implements BeanPostProcessor {

    private static final int OLDEST_MAJOR = 15;
    private static final String LOGIN_TIMEOUT_SECONDS = "10";

    private final DatabaseSettings settings;

    DatabaseCheck(DatabaseSettings settings) {
        this.settings = settings;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof JdbcConnectionDetails details) check(details);
        return bean;
    }

    void check(JdbcConnectionDetails details) {
        var url = url(details);
        var place = withoutCredentials(url);
        try (var connection = DriverManager.getConnection(url, login(details))) {
            var server = connection.getMetaData();
            requireSupported(server.getDatabaseMajorVersion(), server.getDatabaseProductVersion(), place);
            DatabaseTransport.check(connection, url, settings.tls());
            requireSchema(connection, place);
        } catch (SQLException e) {
            throw new StartFailure("cannot connect to the database at " + place + ": " + reason(e), e);
        }
    }

    private static String url(JdbcConnectionDetails details) {
        var url = configuredUrl(details);
        if (!url.startsWith("jdbc:postgresql:") || Driver.parseURL(url, null) == null) {
            throw new StartFailure(
                    "spring.datasource.url must be a PostgreSQL's, jdbc:postgresql://host:port/database.");
        }
        return url;
    }

    private static String configuredUrl(JdbcConnectionDetails details) {
        try {
            return details.getJdbcUrl();
        } catch (BeanCreationException e) {
            throw new StartFailure(
                    "no database. Set spring.datasource.url (SPRING_DATASOURCE_URL) to a PostgreSQL 15 to 18, "
                            + "or run ./mvnw spring-boot:run for an embedded one.",
                    e);
        }
    }

    private static Properties login(JdbcConnectionDetails details) {
        var login = new Properties();
        login.setProperty("loginTimeout", LOGIN_TIMEOUT_SECONDS);
        if (details.getUsername() != null) login.setProperty("user", details.getUsername());
        if (details.getPassword() != null) login.setProperty("password", details.getPassword());
        return login;
    }

    static void requireSupported(int major, String version, String place) {
        if (major < OLDEST_MAJOR) {
            throw new StartFailure(
                    "the database at " + place + " is PostgreSQL " + version + "; 15 is the oldest that will do.");
        }
    }

    /** Statements name no schema, so that a database may have the service in any. */
    private static void requireSchema(Connection connection, String place) throws SQLException {
        if (connection.getSchema() == null) {
            throw new StartFailure(
                    "no schema that is there is in the search_path of the role that connects to the database at "
                            + place + ". Set it: ALTER ROLE … SET search_path = …, or currentSchema in the URL.");
        }
    }

    /** Everything that can hold a password is cut: the user in front of the host, and all parameters. */
    static String withoutCredentials(String url) {
        return url.replaceFirst("\\?.*", "").replaceFirst("//[^/]*@", "//");
    }

    private static String reason(SQLException failure) {
        if (failure.getCause() instanceof UnknownHostException unknown) {
            return "unknown host " + String.valueOf(unknown.getMessage()).replaceFirst(".*@", "");
        }
        return String.valueOf(failure.getMessage()).replaceAll("\\s+", " ");
    }
}
