package io.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import liquibase.integration.spring.SpringLiquibase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Members that start at the same moment on one empty database. */
class OrderlyMigrationTests {

    private static final String CHANGE_LOG = "classpath:db/changelog/db.changelog-master.yaml";
    private static final int MEMBERS = 6;

    private final TestDatabase database = TestDatabase.create();

    @Test
    void letsAllStartAndMigratesOnce() throws Exception {
        var alone = TestDatabase.create();
        migration(alone).afterPropertiesSet();

        var members = migrateAtOnce();

        assertThat(members).extracting(Future::state).containsOnly(Future.State.SUCCESS);
        assertThat(changes(database)).isNotEmpty().isEqualTo(changes(alone));
    }

    @Test
    void findsNothingToDoTheNextTime() throws Exception {
        migration(database).afterPropertiesSet();
        var first = changes(database);

        assertThat(migrateAtOnce()).extracting(Future::state).containsOnly(Future.State.SUCCESS);
        assertThat(changes(database)).isEqualTo(first);
    }

    /** Liquibase itself would wait for them for minutes, and then fail. */
    @Test
    void takesTheLockOfAMemberThatWasKilledWhileItMigrated() throws Exception {
        migration(database).afterPropertiesSet();
        var killed = "UPDATE databasechangeloglock SET locked = true, lockgranted = now(), lockedby = 'killed'";
        assertThat(JdbcClient.create(dataSource(database)).sql(killed).update()).isEqualTo(1);

        assertThat(migrateAtOnce()).extracting(Future::state).containsOnly(Future.State.SUCCESS);
    }

    /** The connection that has the lock is idle in its transaction meanwhile, which those of the pool may not be for long. */
    @Test
    void mayTakeAsLongAsItTakes() throws Exception {
        var impatient = database.url() + "?options=-c%20idle_in_transaction_session_timeout=1";
        var first = new DriverManagerDataSource(impatient, database.username(), database.password()).getConnection();
        var connections = new DelegatingDataSource(dataSource(database)) {
            private final Deque<Connection> made = new ArrayDeque<>(List.of(first));

            @Override
            public Connection getConnection() throws SQLException {
                return made.isEmpty() ? super.getConnection() : made.pop();
            }
        };

        migration(connections).afterPropertiesSet();

        assertThat(changes(database)).isNotEmpty();
    }

    /** Nor is one that makes changes to be closed because a busy machine lets it pause in the middle of them. */
    @Test
    void isNotHurriedAsThePoolIs() throws Exception {
        try (var pool = new HikariDataSource()) {
            pool.setJdbcUrl(database.url());
            pool.setUsername(database.username());
            pool.setPassword(database.password());
            pool.setConnectionInitSql("SET idle_in_transaction_session_timeout = 1");

            migration(pool).afterPropertiesSet();
        }
        assertThat(changes(database)).isNotEmpty();
    }

    /** Row B8: as a backup does, which reads for hours. Members of the release before are not to wait behind the change. */
    @Test
    void letsOthersThroughWhileItWaitsForATable() throws Exception {
        migration(database).afterPropertiesSet();
        var jdbc = JdbcClient.create(dataSource(database));
        jdbc.sql("ALTER TABLE member DROP COLUMN session").update();
        jdbc.sql("DELETE FROM databasechangelog WHERE id = 'member-session'").update();
        try (var threads = Executors.newSingleThreadExecutor();
                var backup = dataSource(database).getConnection()) {
            backup.setAutoCommit(false);
            backup.createStatement().execute("LOCK TABLE member IN ACCESS SHARE MODE");
            var migrating = threads.submit((Callable<Void>) () -> {
                migration(database).afterPropertiesSet();
                return null;
            });
            await().until(() ->
                    jdbc.sql("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'member'::regclass")
                                    .query(Integer.class)
                                    .single()
                            == 1);

            try (var reader = dataSource(database).getConnection().createStatement()) {
                reader.setQueryTimeout(20);
                assertThat(reader.execute("SELECT count(*) FROM member")).isTrue();
            }

            assertThat(migrating).isNotDone();
            backup.rollback();
            migrating.get();
        }
        assertThat(changes(database)).contains("member-session");
    }

    private List<? extends Future<?>> migrateAtOnce() {
        var together = new CyclicBarrier(MEMBERS);
        try (var threads = Executors.newFixedThreadPool(MEMBERS)) {
            return IntStream.range(0, MEMBERS)
                    .mapToObj(_ -> threads.submit((Callable<Void>) () -> {
                        var migration = migration(database);
                        together.await();
                        migration.afterPropertiesSet();
                        return null;
                    }))
                    .toList();
        }
    }

    private static SpringLiquibase migration(TestDatabase database) throws SQLException {
        return migration(dataSource(database));
    }

    private static SpringLiquibase migration(DataSource connections) throws SQLException {
        var migration = new OrderlyMigration(connections, CHANGE_LOG, ConflictSettings.Scope.PROJECT);
        migration.setResourceLoader(new DefaultResourceLoader());
        return migration;
    }

    private static DriverManagerDataSource dataSource(TestDatabase database) {
        return new DriverManagerDataSource(database.url(), database.username(), database.password());
    }

    private static List<@Nullable String> changes(TestDatabase database) {
        return JdbcClient.create(dataSource(database))
                .sql("SELECT id FROM databasechangelog ORDER BY orderexecuted, id")
                .query(String.class)
                .list();
    }
}
