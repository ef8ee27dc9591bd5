package io.operations;

import io.operations.operation.EncryptionKeys;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/** The database: a configured one, else an embedded one where its library is on the class path. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    ConflictSettings.class,
    DatabaseSettings.class,
    LiquibaseProperties.class,
    MigrationSettings.class
})
class DatabaseConfiguration {

    /** A post-processor is made before properties are bound to beans. */
    @Bean
    static DatabaseCheck databaseCheck(Environment environment) {
        return new DatabaseCheck(Binder.get(environment).bindOrCreate("operations.database", DatabaseSettings.class));
    }

    @Bean
    static PoolDefaults poolDefaults() {
        return new PoolDefaults();
    }

    @Bean
    DatabaseEndpoints databaseEndpoints(JdbcConnectionDetails details) {
        return new DatabaseEndpoints(details);
    }

    @Bean
    OrderlyMigration liquibase(
            DataSource database, LiquibaseProperties properties, ConflictSettings conflicts, MigrationSettings settings)
            throws SQLException {
        return new OrderlyMigration(database, properties.getChangeLog(), conflicts.scope(), settings);
    }

    @Bean
    PoolerLimits poolerLimits(DataSource database) {
        return new PoolerLimits(database);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "io.zonky.test.db.postgres.embedded.EmbeddedPostgres")
    @Conditional(NoDatabaseConfigured.class)
    @EnableConfigurationProperties(EmbeddedDatabaseSettings.class)
    static class Embedded {

        /** Closed after the pool, which is made from it. */
        @Bean(destroyMethod = "close")
        EmbeddedDatabase embeddedDatabase(EmbeddedDatabaseSettings settings) {
            return EmbeddedDatabase.start(settings);
        }

        @Bean
        EncryptionKeys embeddedKeys(EmbeddedDatabase database) {
            return () -> List.of(database.encryptionKey());
        }
    }

    static final class NoDatabaseConfigured implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !StringUtils.hasText(context.getEnvironment().getProperty("spring.datasource.url"));
        }
    }
}
