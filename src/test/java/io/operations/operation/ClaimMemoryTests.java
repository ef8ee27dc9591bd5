package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.ServiceTest;
import io.operations.member.MemberService;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Row B1: a member claims no more than it has memory for, and one family at a time. */
@ServiceTest
class ClaimMemoryTests {

    private static final OperationType FOREIGN =
            OperationType.of("foreign", "Nothing of ours", EntityType.PROJECT, OperationClass.DURABLE);

    private static final Instant LONG_AGO = Instant.parse("2026-11-23T00:00:00Z");
    private static final int MANY = 100;

    private final QueueRepository queue;
    private final MemberService member;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Rows rows;

    ClaimMemoryTests(QueueRepository queue, MemberService member, JdbcClient jdbc, Clock clock) {
        this.queue = queue;
        this.member = member;
        this.jdbc = jdbc;
        this.clock = clock;
        this.rows = new Rows(jdbc);
    }

    @AfterEach
    void forget() {
        jdbc.sql("DELETE FROM active_operation WHERE type = 'foreign'").update();
    }

    private UUID insert(int second, @Nullable UUID parent, int children, int bytes) {
        var id = rows.insert(new Rows.Row(FOREIGN, 4, 105, null, LONG_AGO.plusSeconds(second), parent, children, null));
        jdbc.sql(
                        "UPDATE active_operation SET metadata = jsonb_build_object('text', repeat('x', :bytes)) WHERE id = :id")
                .param("bytes", bytes)
                .param("id", id)
                .update();
        return id;
    }

    private QueueRepository.Claimed claim(long bytes, boolean family) {
        return claim(new FreeSlots(MANY), new Turns(), bytes, family);
    }

    private QueueRepository.Claimed claim(FreeSlots places, Turns turns, long bytes, boolean family) {
        return queue.claim(
                new QueueRepository.Claim(member.incarnation(), member.name(), clock.instant()),
                List.of("foreign"),
                places,
                turns,
                new QueueRepository.Room(bytes, family));
    }

    private static List<UUID> ids(QueueRepository.Claimed claimed) {
        return claimed.operations().stream().map(it -> it.header().id()).toList();
    }

    @Test
    void oneFamilyAtATime() {
        var first = insert(0, null, 1, 0);
        insert(1, first, 0, 0);
        var second = insert(2, null, 1, 0);
        insert(3, second, 0, 0);
        var single = insert(4, null, 0, 0);

        var claimed = claim(Long.MAX_VALUE, true);

        assertThat(ids(claimed)).containsExactly(first);
        assertThat(claimed.more()).isTrue();
        assertThat(ids(claim(Long.MAX_VALUE, true))).containsExactly(second, single);
    }

    /** A caller whose family had no room has not had its turn: it comes before the next caller of its project. */
    @Test
    void keepsTheTurnOfWhoseFamilyIsLeft() {
        var waiting = new Queue(jdbc);
        var first = waiting.add("turns-one", "a", 1, 0);
        waiting.add("turns-one", "b", 1, 0);
        var next = waiting.add("turns-two", "c", 1, 0);
        waiting.add("turns-two", "d", 1, 0);
        jdbc.sql("UPDATE active_operation SET child_count = 1 WHERE type = 'foreign'")
                .update();
        var turns = new Turns();

        assertThat(ids(claim(new FreeSlots(2), turns, Long.MAX_VALUE, true))).isEqualTo(first);
        assertThat(ids(claim(new FreeSlots(2), turns, Long.MAX_VALUE, true))).isEqualTo(next);
    }

    /** What is smaller does not wait for the memory of a family. */
    @Test
    void passesFamiliesOverWhileThereIsNoRoomForOne() {
        insert(0, null, 1, 0);
        var single = insert(1, null, 0, 0);

        assertThat(ids(claim(Long.MAX_VALUE, false))).containsExactly(single);
        assertThat(queue.hasReady(List.of("foreign"), new QueueRepository.Room(1, false)))
                .isFalse();
        assertThat(queue.hasReady(List.of("foreign"), new QueueRepository.Room(1, true)))
                .isTrue();
    }

    @Test
    void noMoreBytesThanThereIsRoomFor() {
        var large = List.of(insert(0, null, 0, 1_000), insert(1, null, 0, 1_000), insert(2, null, 0, 1_000));

        var claimed = claim(2_500, true);

        assertThat(ids(claimed)).containsExactlyElementsOf(large.subList(0, 2));
        assertThat(claimed.more()).isTrue();
    }

    /** Or it would wait for ever. */
    @Test
    void theFirstWhateverItsSize() {
        var large = insert(0, null, 0, 1_000_000);

        assertThat(ids(claim(1, true))).containsExactly(large);
    }

    @Test
    void childrenThatHaveEndedWithoutTheirMetadata() {
        var parent = insert(0, null, 2, 0);
        var ended = insert(1, parent, 0, 1_000);
        var other = insert(2, parent, 0, 1_000);
        jdbc.sql("UPDATE active_operation SET status_code = 200, conflict_reference = NULL WHERE id = :id")
                .param("id", ended)
                .update();

        var children = claim(Long.MAX_VALUE, true).children().getOrDefault(parent, List.of());

        assertThat(children).extracting(it -> it.header().id()).containsExactly(ended, other);
        assertThat(children).extracting(OperationRow::isParted).containsExactly(true, false);
        assertThat(children.getLast().state().metadata().size()).isGreaterThan(1_000);
    }
}
