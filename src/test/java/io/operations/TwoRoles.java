package io.operations;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An empty database with the two roles of {@code docs/operate/security.md}: one owns it, one runs the service.
 *
 * @param database as a superuser
 */
public record TwoRoles(TestDatabase database, String owner, String runTime) {

    private static final String PASSWORD = "two-roles";

    static TwoRoles create() {
        var number = UUID.randomUUID().toString().replace("-", "");
        var roles = new TwoRoles(TestDatabase.create(), "owner_" + number, "run_" + number);
        try (var connection = roles.asSuperuser()) {
            for (var statement : roles.statements(connection.getCatalog())) execute(connection, statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return roles;
    }

    private List<String> statements(String name) {
        return List.of(
                "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(owner, PASSWORD),
                "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(runTime, PASSWORD),
                "ALTER DATABASE %s OWNER TO %s".formatted(name, owner),
                "REVOKE ALL ON DATABASE %s FROM PUBLIC".formatted(name),
                "GRANT CONNECT ON DATABASE %s TO %s".formatted(name, runTime),
                "CREATE SCHEMA other",
                "CREATE TABLE other.secret (text text)");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection asSuperuser() throws SQLException {
        return DriverManager.getConnection(database.url(), database.username(), database.password());
    }

    /** The database as the role has it that runs the service. */
    TestDatabase asRunTime() {
        return new TestDatabase(database.url(), runTime, PASSWORD);
    }

    TestDatabase asOwner() {
        return new TestDatabase(database.url(), owner, PASSWORD);
    }

    /** Gives a context such a database: it migrates as the owner, and runs as the other. */
    static final class Initializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            var roles = create();
            context.getBeanFactory().registerSingleton("twoRoles", roles);
            TestPropertyValues.of(
                            "spring.datasource.url=" + roles.database.url(),
                            "spring.datasource.username=" + roles.runTime,
                            "spring.datasource.password=" + PASSWORD,
                            "operations.migration.username=" + roles.owner,
                            "operations.migration.password=" + PASSWORD)
                    .applyTo(context);
        }
    }
}
