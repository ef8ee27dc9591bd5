package io.operations.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.operations.ServiceTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Row R: a name has one process. What the first one runs is not given up because somebody has started a second one. */
@ServiceTest
class MemberNameTests {

    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final Duration THRESHOLD = Duration.ofSeconds(4);

    private final String name = UUID.randomUUID().toString();
    private final List<MemberService> members = new ArrayList<>();
    private final DataSource database;
    private final JdbcClient jdbc;

    MemberNameTests(DataSource database, JdbcClient jdbc) {
        this.database = database;
        this.jdbc = jdbc;
    }

    @AfterEach
    void stopAll() {
        members.forEach(MemberService::stop);
    }

    private MemberService make() {
        try {
            var settings = new MemberSettings(name, null, INTERVAL, THRESHOLD, Duration.ofSeconds(35));
            var connection = new HeartbeatConnection(database.unwrap(HikariDataSource.class), settings);
            return new MemberService(
                    new MemberRepository(jdbc),
                    new LivenessRepository(connection),
                    settings,
                    new DatabaseTime(),
                    _ -> {});
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private MemberService start() {
        var member = make();
        member.start();
        members.add(member);
        return member;
    }

    private List<UUID> alive() {
        return jdbc.sql("SELECT incarnation FROM member WHERE name = :name AND offline_at IS NULL")
                .param("name", name)
                .query((row, _) -> row.getObject("incarnation", UUID.class))
                .list();
    }

    @Test
    void isRefusedWhileAnotherProcessThatHasItIsHeard() {
        var first = start();

        assertThatThrownBy(this::start)
                .isInstanceOf(MemberNameTaken.class)
                .hasMessageContaining("a member named " + name + " is running");

        assertThat(alive()).containsExactly(first.incarnation());
        first.stop();
        assertThat(alive()).isEmpty();
        var second = start();
        assertThat(alive()).containsExactly(second.incarnation());
    }

    /** Its connection breaks with it: nobody has to wait until it has been silent for long enough. */
    @Test
    void isFreeAtOnceWhereTheProcessIsGone() {
        jdbc.sql("INSERT INTO member (incarnation, name, heartbeat_at, session)"
                        + " VALUES (gen_random_uuid(), :name, now() + INTERVAL '1 h', 1)")
                .param("name", name)
                .update();

        var next = start();

        assertThat(alive()).containsExactly(next.incarnation());
    }

    /** As behind a pooler, where nothing but silence tells. */
    @Test
    void isFreeWhenTheProcessHasBeenSilent() {
        jdbc.sql("INSERT INTO member (incarnation, name) VALUES (gen_random_uuid(), :name)")
                .param("name", name)
                .update();

        var next = start();

        assertThat(alive()).containsExactly(next.incarnation());
    }

    @Test
    void isOfOneOfThoseThatStartAtTheSameMoment() throws Exception {
        var together = new CyclicBarrier(3);
        try (var threads = Executors.newFixedThreadPool(3)) {
            var starts = IntStream.range(0, 3)
                    .mapToObj(_ -> threads.submit(() -> {
                        var member = make();
                        together.await();
                        member.start();
                        return member;
                    }))
                    .toList();
            await().atMost(Duration.ofSeconds(30)).until(() -> starts.stream().allMatch(Future::isDone));

            var won = starts.stream()
                    .filter(it -> it.state() == Future.State.SUCCESS)
                    .toList();
            assertThat(won).hasSize(1);
            members.add(won.getFirst().get());
            assertThat(alive()).containsExactly(won.getFirst().get().incarnation());
        }
    }

    /** It was given up, and its name has gone to another: it takes nothing on as long as that one is heard. */
    @Test
    void isNotTakenBack() {
        var first = start();
        var other = UUID.randomUUID();
        jdbc.sql(
                        "UPDATE member SET offline_at = now() WHERE name = :name; INSERT INTO member (incarnation, name, heartbeat_at)"
                                + " VALUES (:other, :name, now() + INTERVAL '1 h')")
                .param("name", name)
                .param("other", other)
                .update();

        await().until(() -> !first.isHeard());

        assertThat(alive()).containsExactly(other);
    }
}
