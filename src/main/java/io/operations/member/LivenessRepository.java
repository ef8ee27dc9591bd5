package io.operations.member;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who lives, in the member table: on connections of its own, and by PostgreSQL's clock alone. */
@Repository
class LivenessRepository {

    // A member of an earlier release proves itself by the other's secret, and knows no other way. Nobody else needs it.
    private static final String SECRET = """
            CASE WHEN EXISTS (SELECT FROM member earlier
                               WHERE earlier.offline_at IS NULL AND earlier.public_key IS NULL) THEN :secret END""";

    private static final String JOIN = """
            INSERT INTO member (incarnation, name, secret, public_key, address, fingerprint, ports)
            VALUES (:incarnation, :name, %s, :key, :address, :fingerprint, CAST(:ports AS integer[]))""".formatted(SECRET);

    // A process that starts under a name takes over from earlier ones of that name: they can only be its predecessors.
    private static final String SUPERSEDE = """
            UPDATE member SET offline_at = now()
             WHERE name = :name AND incarnation <> :incarnation AND offline_at IS NULL""";

    // Where it is reached, and that it leaves, is said again each time: it may have been told while the database was
    // away.
    private static final String BEAT = """
            UPDATE member m
               SET heartbeat_at = now(), address = :address, fingerprint = :fingerprint,
                   ports = CAST(:ports AS integer[]), secret = %s,
                   draining_at = CASE WHEN :draining THEN COALESCE(m.draining_at, now()) ELSE m.draining_at END
              FROM member before
             WHERE m.incarnation = :incarnation AND m.offline_at IS NULL AND before.incarnation = m.incarnation
            RETURNING EXTRACT(EPOCH FROM m.heartbeat_at - before.heartbeat_at) AS since_last, clock_timestamp() AS time""".formatted(SECRET);

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

    private final JdbcClient jdbc;

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
    }

    void join(UUID incarnation, String name, byte[] secret, byte[] key, Reach reach) {
        reach(jdbc.sql(JOIN), reach)
                .param("incarnation", incarnation)
                .param("name", name)
                .param("secret", secret)
                .param("key", key)
                .update();
    }

    int supersede(UUID incarnation, String name) {
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

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
