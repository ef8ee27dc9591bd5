package io.operations.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Who lives and who does not, as the members decide it among themselves; here several live in one process. */
class MemberServiceTests {

    private static final Duration INTERVAL = Duration.ofMillis(100);

    /** Longer than a busy machine keeps a thread waiting. */
    private static final Duration THRESHOLD = Duration.ofSeconds(2);

    /** So many heartbeats of one member take longer than the threshold. */
    private static final int STEADY = 25;

    private final List<Object> told = new CopyOnWriteArrayList<>();
    private final List<MemberService> members = new ArrayList<>();
    private DataSource dataSource = new DriverManagerDataSource();
    private JdbcClient jdbc = JdbcClient.create(dataSource);

    @BeforeEach
    void makeTable() throws IOException {
        dataSource = MemberTable.create();
        jdbc = JdbcClient.create(dataSource);
    }

    @AfterEach
    void stopAll() {
        members.forEach(MemberService::stop);
    }

    @Test
    void givesUpWhoHasBeenSilentForTooLong() {
        start("a");
        execute("INSERT INTO member (incarnation, name) VALUES (gen_random_uuid(), 'silent')");

        await().untilAsserted(() -> assertThat(told).containsExactly(new MembersLost(List.of("silent"))));
        assertThat(isOffline("silent")).isTrue();
        assertThat(isOffline("a")).isFalse();
    }

    /** Row S6: PostgreSQL's clock was set back, or another PostgreSQL has taken over, whose clock is behind. */
    @Test
    void givesUpWhoDiedBeforePostgreSqlsClockWasSetBack() {
        execute(
                "INSERT INTO member (incarnation, name, heartbeat_at) VALUES (gen_random_uuid(), 'silent', now() + INTERVAL '1 h')");
        start("a");

        await().untilAsserted(() -> assertThat(told).containsExactly(new MembersLost(List.of("silent"))));
        assertThat(isOffline("a")).isFalse();
        assertThat(jdbc.sql("SELECT count(*) FROM member WHERE heartbeat_at > now() + INTERVAL '1 s'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    /** Row S6: an earlier process of its name seems to have joined later. */
    @Test
    void findsAMemberThatJoinedAfterPostgreSqlsClockWasSetBack() {
        jdbc.sql("""
                        INSERT INTO member (incarnation, name, joined_at, offline_at)
                        VALUES (gen_random_uuid(), 'a', now() + INTERVAL '1 h', now() + INTERVAL '2 h')""").update();

        var member = start("a");

        assertThat(member.find("a")).map(Member::incarnation).contains(member.incarnation());
    }

    /** When the database has been away, all have been silent; whoever is back first must not take that for death. */
    @Test
    void givesUpNobodyAfterEverybodyWasSilent() {
        var members = List.of(start("a"), start("b"), start("c"));
        await().untilAsserted(() -> assertThat(beats()).isGreaterThan(members.size() * STEADY));
        var before = members.stream().map(MemberService::incarnation).toList();

        execute("UPDATE member SET heartbeat_at = now() - interval '1 hour'");
        var outage = beats();

        await().untilAsserted(() -> assertThat(beats()).isGreaterThan(outage + members.size() * STEADY));
        assertThat(members.stream().map(MemberService::incarnation)).isEqualTo(before);
        assertThat(told).isEmpty();
    }

    @Test
    void joinsAnewWhenItWasGivenUp() {
        var member = start("a");
        var expelled = member.incarnation();
        execute("UPDATE member SET offline_at = now()");

        await().untilAsserted(() -> assertThat(told).containsExactly(new MemberExpelled(expelled)));

        assertThat(member.incarnation()).isNotEqualTo(expelled);
        assertThat(alive()).containsExactly(member.incarnation());
    }

    @Test
    void takesOverFromAnEarlierProcessOfItsName() {
        execute("INSERT INTO member (incarnation, name) VALUES (gen_random_uuid(), 'a')");

        var member = start("a");

        assertThat(alive()).containsExactly(member.incarnation());
    }

    @Test
    void isReachedAgainWhenItHasJoinedAnew() {
        var member = start("a");
        member.reachableAt(URI.create("https://10.0.0.7:8443"), "f1", List.of(8443, 8081));
        execute("UPDATE member SET offline_at = now()");

        await().until(() -> alive().equals(List.of(member.incarnation())));

        assertThat(member.find("a").orElseThrow().address()).hasToString("https://10.0.0.7:8443");
        assertThat(member.find("a").orElseThrow().fingerprint()).isEqualTo("f1");
        assertThat(member.find("a").orElseThrow().ports()).containsExactly(8443, 8081);
    }

    /** As one that listens, or shows another certificate, while the database is away. */
    @Test
    void saysWhereItIsReachedWithEachHeartbeat() {
        var member = start("a");
        member.reachableAt(URI.create("http://10.0.0.7:8080"), "of no use without TLS", List.of(8080));
        assertThat(member.find("a").orElseThrow().fingerprint()).isNull();
        execute("UPDATE member SET address = NULL");

        await().untilAsserted(() ->
                assertThat(member.find("a").orElseThrow().address()).hasToString("http://10.0.0.7:8080"));
    }

    @Test
    void goesOnBeatingWhateverAListenerThrows() {
        var throwsOnce = new AtomicBoolean(true);
        var member = start("a", INTERVAL, event -> {
            told.add(event);
            if (throwsOnce.getAndSet(false)) throw new IllegalStateException("A listener's bug");
        });
        execute("UPDATE member SET offline_at = now()");
        await().until(() -> !told.isEmpty());
        var then = beats();

        await().untilAsserted(() -> assertThat(beats()).isGreaterThan(then + 3));
        assertThat(alive()).containsExactly(member.incarnation());
    }

    /** The heartbeat hangs, as it does in a network that swallows everything: who notices must not wait for it. */
    @Test
    void noticesEachTimeThatItIsCutOff() throws SQLException {
        var member = start("a");
        var incarnation = member.incarnation();
        for (var times = 1; times <= 2; times++) {
            try (var lock = dataSource.getConnection();
                    var statement = lock.createStatement()) {
                lock.setAutoCommit(false);
                statement.execute("LOCK TABLE member IN ACCESS EXCLUSIVE MODE");
                var expected = Collections.nCopies(times, new MemberIsolated(incarnation));

                await().untilAsserted(() -> assertThat(told).isEqualTo(expected));

                lock.rollback();
            }
            var then = beats();
            await().until(() -> beats() > then + 3);
        }
        assertThat(alive()).containsExactly(incarnation);
        assertThat(told).hasSize(2);
    }

    /** The others may have missed as much, and be in the middle of a try. */
    @Test
    void givesTheOthersTimeWhenItHasMissedABeatItself() {
        var member = start("a");
        await().untilAsserted(() -> assertThat(beats()).isGreaterThan(STEADY));
        execute("ALTER TABLE member RENAME TO lost");
        execute(
                "INSERT INTO lost (incarnation, name, heartbeat_at) VALUES (gen_random_uuid(), 'b', now() - interval '1 h')");
        await().until(() -> !member.isHeard());
        execute("ALTER TABLE lost RENAME TO member");
        var then = beats();

        await().until(() -> beats() > then + 1);
        assertThat(isOffline("b")).isFalse();
        await().until(() -> isOffline("b"));
    }

    @Test
    void saysThatItLeavesAndGoesOnBeating() {
        var member = start("a");

        member.drain();

        assertThat(member.find("a").orElseThrow().state()).isEqualTo(Member.State.DRAINING);
        var then = beats();
        await().until(() -> beats() > then + 3);
        execute("UPDATE member SET offline_at = now()");
        await().until(() -> alive().equals(List.of(member.incarnation())));
        await().untilAsserted(() -> assertThat(member.find("a").orElseThrow().state())
                .as("when it was given up meanwhile")
                .isEqualTo(Member.State.DRAINING));
    }

    @Test
    void findsOutAtOnceThatItWasGivenUpWhenItIsAsked() {
        var member = start("a", THRESHOLD.dividedBy(3), told::add);
        for (var i = 0; i < 20; i++) {
            var expelled = member.incarnation();
            execute("UPDATE member SET offline_at = now() WHERE offline_at IS NULL");

            member.lookAgain();

            await().pollDelay(Duration.ZERO).until(() -> !member.incarnation().equals(expelled));
        }
        assertThat(told).hasSize(20);
    }

    @Test
    void leavesForGoodWhenItStops() {
        for (var i = 0; i < 20; i++) {
            // Beating all the time, so that it is stopped in the middle of one.
            var member = start("a" + i, Duration.ofMillis(1), told::add);
            var then = beats();
            await().pollInterval(Duration.ofMillis(1)).until(() -> beats() > then + 2);
            member.stop();
        }

        assertThat(alive()).isEmpty();
        assertThat(told).isEmpty();
    }

    private MemberService start(String name) {
        return start(name, INTERVAL, told::add);
    }

    private MemberService start(String name, Duration interval, ApplicationEventPublisher publisher) {
        var settings = new MemberSettings(name, null, interval, THRESHOLD, Duration.ofSeconds(35));
        var member = new MemberService(
                new MemberRepository(jdbc),
                new LivenessRepository(connection(settings)),
                settings,
                new DatabaseTime(),
                publisher);
        members.add(member);
        member.start();
        return member;
    }

    private HeartbeatConnection connection(MemberSettings settings) {
        try {
            return new HeartbeatConnection(dataSource, settings);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String sql) {
        jdbc.sql(sql).update();
    }

    private boolean isOffline(String name) {
        return jdbc.sql("SELECT offline_at IS NOT NULL FROM member WHERE name = :name")
                .param("name", name)
                .query(Boolean.class)
                .single();
    }

    private List<UUID> alive() {
        return jdbc.sql("SELECT incarnation FROM member WHERE offline_at IS NULL")
                .query((row, _) -> row.getObject("incarnation", UUID.class))
                .list();
    }

    /** How often anybody has said that it lives. */
    private long beats() {
        return jdbc.sql("SELECT last_value FROM beats").query(Long.class).single();
    }
}
