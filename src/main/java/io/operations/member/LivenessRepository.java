package io.operations.member;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** Who lives, in the member table: on connections of its own, and by PostgreSQL's clock alone. */
@Repository
class LivenessRepository {

    // A member of an earlier release proves itself by the other's secret, and knows no other way. Nobody else needs it.
    private static final String SECRET = """
            CASE WHEN EXISTS (SELECT FROM member earlier
                               WHERE earlier.offline_at IS NULL AND earlier.public_key IS NULL) THEN :secret END""";

    // Processes that start under one name at the same moment join one after the other.
    private static final String LOCK =
            "SELECT pg_advisory_xact_lock(hashtext('operation-service member'), hashtext(:name))";

    private static final String SESSION = "CASE WHEN pg_backend_pid() = :backend THEN pg_backend_pid() END";

    // A name is taken while its process is heard. Where the session of its heartbeats is known, and is gone, so is the
    // process.
    private static final String JOIN = """
            INSERT INTO member (incarnation, name, secret, public_key, address, fingerprint, ports, session)
            SELECT :incarnation, :name, %s, :key, :address, :fingerprint, CAST(:ports AS integer[]), %s
             WHERE NOT EXISTS (SELECT FROM member other
                                WHERE other.name = :name AND other.offline_at IS NULL
                                  AND other.heartbeat_at > now() - make_interval(secs => :seconds)
                                  AND (other.session IS NULL
                                       OR EXISTS (SELECT FROM pg_stat_activity WHERE pid = other.session)))""".formatted(SECRET, SESSION);

    // Other members of that name can only be predecessors.
    private static final String SUPERSEDE = """
            UPDATE member SET offline_at = now()
             WHERE name = :name AND incarnation <> :incarnation AND offline_at IS NULL""";

    // Where it is reached, and that it leaves, is said again each time: it may have been told while the database was
    // away.
    private static final String BEAT = """
            UPDATE member m
               SET heartbeat_at = now(), address = :address, fingerprint = :fingerprint,
                   ports = CAST(:ports AS integer[]), secret = %s, session = %s,
                   draining_at = CASE WHEN :draining THEN COALESCE(m.draining_at, now()) ELSE m.draining_at END
              FROM member before
             WHERE m.incarnation = :incarnation AND m.offline_at IS NULL AND before.incarnation = m.incarnation
            RETURNING EXTRACT(EPOCH FROM m.heartbeat_at - before.heartbeat_at) AS since_last, clock_timestamp() AS time""".formatted(SECRET, SESSION);

    // PostgreSQL's clock was ahead at these heartbeats. A member that died then would be taken for alive until that
    // time.
    private static final String RECKON_ANEW = """
            UPDATE member SET heartbeat_at = now()
             WHERE offline_at IS NULL AND heartbeat_at > now() + INTERVAL '1 second'""";

    // Who is silent by the same clock and at the same moment may not judge: the database may have stood still since the
    // beat.
    private static final String EXPEL_SILENT = """
            UPDATE member SET offline_at = now()
             WHERE offline_at IS NULL AND heartbeat_at < now() - make_interval(secs => :seconds)
               AND EXISTS (SELECT FROM member judge
                            WHERE judge.incarnation = :judge AND judge.offline_at IS NULL
                              AND judge.heartbeat_at > now() - make_interval(secs => :seconds / 2))
            RETURNING name""";

    private static final String DRAIN = """
            UPDATE member SET draining_at = now() WHERE incarnation = :incarnation AND draining_at IS NULL""";

    private static final String LEAVE = """
            UPDATE member SET offline_at = now() WHERE incarnation = :incarnation AND offline_at IS NULL""";

    private static final String FORGET = """
            DELETE FROM member WHERE offline_at < now() - make_interval(secs => :seconds)""";

    private static final String TIME = "SELECT clock_timestamp()";

    // A statement that its client has half sent keeps its locks as long as the server waits for the rest. The server
    // has no limit
    // for that before version 17. A pause between two statements it ends by itself, where the session says so.
    private static final String END_STALLED = """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
               AND application_name IN ('operation-service', 'operation-service heartbeat')
               AND wait_event = 'ClientRead' AND (state = 'active' OR state LIKE 'idle in transaction%')
               AND GREATEST(xact_start, state_change) < clock_timestamp() - make_interval(secs => :seconds)""";

    private final JdbcClient jdbc;
    private final HeartbeatConnection connection;
    private final TransactionTemplate transaction;

    /**
     * What PostgreSQL said to a heartbeat.
     *
     * @param sinceLast how long ago the last one was
     * @param time      PostgreSQL's
     */
    record Heard(Duration sinceLast, Instant time) {}

    LivenessRepository(HeartbeatConnection connection) {
        var statements = new JdbcTemplate(connection.dataSource());
        var translator = statements.getExceptionTranslator();
        statements.setExceptionTranslator((task, sql, failure) -> {
            connection.failed(failure);
            return translator.translate(task, sql, failure);
        });
        this.jdbc = JdbcClient.create(statements);
        this.connection = connection;
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(connection.dataSource()));
    }

    /** The result of joining. A member does not join under the name of a process that lives. */
    enum Joined {
        NAME_TAKEN,
        ANEW,
        AS_SUCCESSOR
    }

    /** @param threshold silence after which a process of the same name is taken for dead */
    Joined join(UUID incarnation, String name, byte[] secret, byte[] key, Reach reach, Duration threshold) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            jdbc.sql(LOCK).param("name", name).query().singleRow();
            var inserted = reach(jdbc.sql(JOIN), reach)
                    .param("incarnation", incarnation)
                    .param("name", name)
                    .param("secret", secret)
                    .param("key", key)
                    .param("backend", connection.backend())
                    .param("seconds", seconds(threshold))
                    .update();
            if (inserted == 0) return Joined.NAME_TAKEN;
            return supersede(incarnation, name) > 0 ? Joined.AS_SUCCESSOR : Joined.ANEW;
        }));
    }

    private int supersede(UUID incarnation, String name) {
        return jdbc.sql(SUPERSEDE)
                .param("incarnation", incarnation)
                .param("name", name)
                .update();
    }

    /** PostgreSQL's time. */
    Instant time() {
        return jdbc.sql(TIME).query(OffsetDateTime.class).single().toInstant();
    }

    /** Says that this incarnation lives; empty if the others have given it up. */
    Optional<Heard> beat(UUID incarnation, byte[] secret, Reach reach, boolean draining) {
        return reach(jdbc.sql(BEAT), reach)
                .param("incarnation", incarnation)
                .param("secret", secret)
                .param("draining", draining)
                .param("backend", connection.backend())
                .query((row, _) -> new Heard(
                        Duration.ofMillis(Math.round(row.getDouble("since_last") * 1000)),
                        row.getObject("time", OffsetDateTime.class).toInstant()))
                .optional();
    }

    private static JdbcClient.StatementSpec reach(JdbcClient.StatementSpec statement, Reach reach) {
        return statement
                .param("address", reach.addressText())
                .param("fingerprint", reach.fingerprint())
                .param("ports", reach.portsText());
    }

    /** @param judge who asks; must itself have been heard of late */
    List<String> expelSilent(UUID judge, Duration threshold) {
        jdbc.sql(RECKON_ANEW).update();
        return jdbc.sql(EXPEL_SILENT)
                .param("judge", judge)
                .param("seconds", seconds(threshold))
                .query((row, _) -> row.getString("name"))
                .list();
    }

    void drain(UUID incarnation) {
        jdbc.sql(DRAIN).param("incarnation", incarnation).update();
    }

    void leave(UUID incarnation) {
        jdbc.sql(LEAVE).param("incarnation", incarnation).update();
    }

    void forget(Duration age) {
        jdbc.sql(FORGET).param("seconds", seconds(age)).update();
    }

    /** Ends connections of members that pause for so long in the middle of a transaction, and tells how many there were. */
    int endStalled(Duration pause) {
        return jdbc.sql(END_STALLED)
                .param("seconds", seconds(pause))
                .query((row, _) -> row.getBoolean(1))
                .list()
                .size();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
