package io.operations;

import java.sql.SQLException;
import liquibase.exception.LiquibaseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.StringUtils;

/** Changes the schema and ends, where {@code operations.migration.mode} says so: before anything of a member is made. */
final class MigrationOnly implements ApplicationListener<ApplicationPreparedEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(MigrationOnly.class);
    private static final String CHANGE_LOG = "spring.liquibase.change-log";

    @Override
    public void onApplicationEvent(ApplicationPreparedEvent event) {
        var context = event.getApplicationContext();
        var environment = context.getEnvironment();
        var settings = Binder.get(environment)
                .bind("operations.migration", MigrationSettings.class)
                .orElse(MigrationSettings.NONE);
        if (settings.mode() != MigrationSettings.Mode.ONLY) return;
        migrate(environment, settings, context);
        LOG.info("The schema is that of this release");
        throw new AbandonedRunException(context);
    }

    private static void migrate(Environment environment, MigrationSettings settings, ResourceLoader resources) {
        var binder = Binder.get(environment);
        var conflicts = binder.bindOrCreate("operations.conflict", ConflictSettings.class);
        var database = binder.bindOrCreate("operations.database", DatabaseSettings.class);
        var login = login(environment, settings);
        new DatabaseCheck(database).check(login);
        try {
            var connections = new DriverManagerDataSource(login.url());
            connections.setUsername(login.username());
            connections.setPassword(login.password());
            var migration = new OrderlyMigration(
                    connections,
                    environment.getRequiredProperty(CHANGE_LOG),
                    conflicts.scope(),
                    settings.orRunTimeRole(environment.getProperty("spring.datasource.username")));
            migration.setResourceLoader(resources);
            migration.afterPropertiesSet();
        } catch (SQLException | LiquibaseException e) {
            throw new StartFailure("the migration failed: " + e.getMessage(), e);
        }
    }

    private static DatabaseLogin login(Environment environment, MigrationSettings settings) {
        var url = environment.getProperty("spring.datasource.url");
        if (!StringUtils.hasText(url)) {
            throw new StartFailure("operations.migration.mode=only needs spring.datasource.url.");
        }
        return settings.username() == null
                ? new DatabaseLogin(
                        url,
                        environment.getProperty("spring.datasource.username"),
                        environment.getProperty("spring.datasource.password"))
                : new DatabaseLogin(url, settings.username(), settings.password());
    }
}
