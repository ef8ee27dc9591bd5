package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceProcess;
import io.operations.TestDatabase;
import io.operations.client.RequiresClients;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Members that reach PostgreSQL through a pooler in transaction mode, but for the one connection on which they listen. */
@RequiresClients(programs = "pgbouncer")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoolerTests {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String NOW = "{\"type\": \"wait\", \"class\": \"%s\", \"inputs\": {\"duration\": 0}}";
    private static final String LATER = "{\"type\": \"wait\", \"inputs\": {\"duration\": 600}}";

    @TempDir
    private static Path folder;

    private final TestDatabase database = TestDatabase.create();
    private Pooler pooler;
    private ServiceProcess a;
    private ServiceProcess b;

    @BeforeAll
    void start() {
        pooler = new Pooler(database, folder);
        a = start("a");
        b = start("b");
        a.awaitStarted();
        b.awaitStarted();
    }

    @AfterAll
    void stop() {
        a.close();
        b.close();
        pooler.close();
    }

    private ServiceProcess start(String name) {
        return ServiceProcess.start(
                folder,
                "--operations.member.name=" + name,
                "--operations.member.hints.url=" + database.url(),
                "--spring.datasource.url=" + pooler.url(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password());
    }

    @Test
    void scheduleAndWait() {
        var operations = IntStream.range(0, 200)
                .parallel()
                .mapToObj(i -> {
                    var accepted = (i % 2 == 0 ? a : b).api().schedule(NOW.formatted(i % 3 == 0 ? "durable" : "task"));
                    return accepted.hasStatus(202).id();
                })
                .toList();

        assertThat(operations)
                .allSatisfy(
                        it -> assertThat(b.api().await(it).operationStatus()).isEqualTo("Success"));
    }

    @Test
    void cancelAndWakeAcrossMembers() throws Exception {
        var path = "/1.0/operations/" + a.api().schedule(LATER).hasStatus(202).id();
        var waiter = b.api().getLater(path + "/wait");

        b.api().delete(path).hasStatus(200);

        assertThat(waiter.get(30, TimeUnit.SECONDS).operationStatus()).isEqualTo("Cancelled");
    }

    /** Row Q: a setting of a session would not last there. */
    @Test
    void limitTheRoleInsteadOfTheSession() {
        var jdbc = JdbcClient.create(
                new DriverManagerDataSource(database.url(), database.username(), database.password()));

        assertThat(jdbc.sql("""
                        SELECT unnest(setconfig) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
                         WHERE d.datname = current_database()""").query(String.class).list())
                .contains(
                        "idle_in_transaction_session_timeout=5s",
                        "lock_timeout=5s",
                        "tcp_user_timeout=10s",
                        "tcp_keepalives_idle=5s");
    }

    /** Not through the pooler, which passes nothing on. */
    @Test
    void listenToPostgreSqlItself() {
        var jdbc = JdbcClient.create(
                new DriverManagerDataSource(database.url(), database.username(), database.password()));

        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(jdbc.sql("""
                        SELECT count(*) FROM pg_stat_activity
                         WHERE datname = current_database() AND application_name = 'operation-service hints'""").query(Integer.class).single()).isEqualTo(2));
        assertThat(a.output()).doesNotContain("Cannot listen");
    }
}
