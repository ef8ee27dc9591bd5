package io.operations.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What members tell each other; here one member hears itself. */
@ServiceTest
class HintsTests {

    private static final String OTHER = "other";

    private final Hints hints;
    private final Membership membership;
    private final JdbcClient jdbc;
    private final List<String> heard = new CopyOnWriteArrayList<>();

    HintsTests(Hints hints, Membership membership, JdbcClient jdbc) {
        this.hints = hints;
        this.membership = membership;
        this.jdbc = jdbc;
    }

    @AfterEach
    void forgetOther() {
        jdbc.sql("DELETE FROM member WHERE name = 'other'").update();
        membership.refresh();
    }

    private void join() {
        jdbc.sql("INSERT INTO member (incarnation, name, heartbeat_at) VALUES (:id, :name, now() + INTERVAL '1 hour')")
                .param("id", UUID.randomUUID())
                .param("name", OTHER)
                .update();
        membership.refresh();
        assertThat(membership.others()).extracting(Member::name).containsExactly(OTHER);
    }

    @Test
    void arriveOnceEach() {
        join();
        hints.on("many", heard::addAll);

        IntStream.range(0, 5_000).forEach(it -> hints.tell("many", "key-" + it));

        await().untilAsserted(() -> assertThat(heard).hasSize(5_000));
        assertThat(heard).doesNotHaveDuplicates();
    }

    /** So many notifications wait in one backend of PostgreSQL; they must neither be too long nor one for each key. */
    @Test
    void shareNotifications() throws InterruptedException {
        var pending = new PendingHints();

        IntStream.range(0, 10_000).forEach(it -> pending.add("topic", "%022d".formatted(it)));

        var payloads = pending.take();
        assertThat(payloads).hasSizeLessThan(40).allMatch(it -> it.length() < 8_000);
    }

    @Test
    void sayThatThereIsMuchInsteadOfAllOfIt() throws InterruptedException {
        var pending = new PendingHints();

        IntStream.range(0, 20_000).forEach(it -> pending.add("topic", "key-" + it));

        assertThat(pending.take()).containsExactly("topic:*");
    }

    @Test
    void tellToLookAtEverythingWhereThereIsMuch() {
        var missed = new AtomicInteger();
        hints.whenMissed(missed::incrementAndGet);

        hints.heard(List.of("topic:*", "no topic"));

        assertThat(missed).hasValue(1);
    }

    /** As behind a pooler in transaction mode, where listening looks as if it worked. */
    @Test
    void areMissedUntilAnyIsHeard() {
        join();
        // Something that was told before may still come.
        await().until(() -> {
            hints.notHeard();
            return hints.areMissed();
        });

        hints.tellOfMe();

        await().untilAsserted(() -> assertThat(hints.areMissed()).isFalse());
    }

    @Test
    void areNotMissedWhereNobodyElseIs() {
        hints.notHeard();

        assertThat(hints.areMissed()).isFalse();
    }

    @Test
    void areNotSentWhereNobodyElseIs() {
        hints.on("lonely", heard::addAll);
        hints.tell("lonely", "before");
        join();
        hints.tell("lonely", "after");

        await().untilAsserted(() -> assertThat(heard).containsExactly("after"));
    }

    /** Between the end of a connection and the next, anything may have been missed. */
    @Test
    void areHeardAgainWhenTheConnectionBroke() {
        join();
        var missed = new AtomicInteger();
        hints.whenMissed(missed::incrementAndGet);

        var ended = jdbc.sql("""
                        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                         WHERE application_name = 'operation-service hints' AND datname = current_database()""").query(Integer.class).single();

        assertThat(ended).isEqualTo(1);
        await().until(() -> missed.get() > 0);
        hints.on("again", heard::addAll);
        hints.tell("again", "key");
        await().untilAsserted(() -> assertThat(heard).containsExactly("key"));
    }

    @Test
    void thatFailAreNotTheLast() {
        join();
        hints.on("bug", _ -> {
            throw new IllegalStateException("a bug");
        });
        hints.on("bug", heard::addAll);

        hints.tell("bug", "key");

        await().untilAsserted(() -> assertThat(heard).containsExactly("key"));
    }
}
