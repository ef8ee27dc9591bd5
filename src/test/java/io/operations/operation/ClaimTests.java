package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.ServiceTest;
import io.operations.member.MemberService;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** No more is claimed than there are slots for, in order, whatever PostgreSQL believes of the table. */
@ServiceTest
class ClaimTests {

    /** No member of this test knows it, so that nothing but the test claims it. */
    private static final OperationType FOREIGN =
            OperationType.of("foreign", "Nothing of ours", EntityType.PROJECT, OperationClass.DURABLE);

    private static final Instant LONG_AGO = Instant.parse("2026-11-23T00:00:00Z");

    private final QueueRepository queue;
    private final MemberService member;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Rows rows;
    private final List<UUID> queued = new ArrayList<>();

    ClaimTests(QueueRepository queue, MemberService member, JdbcClient jdbc, Clock clock) {
        this.queue = queue;
        this.member = member;
        this.jdbc = jdbc;
        this.clock = clock;
        this.rows = new Rows(jdbc);
    }

    @AfterEach
    void forget() {
        rows.forgetElsewhere();
        jdbc.sql("DELETE FROM active_operation WHERE type IN ('foreign', 'of-tomorrow')")
                .update();
    }

    private void queue(int seconds) {
        queued.add(rows.insert(new Rows.Row(FOREIGN, 4, 105, null, LONG_AGO.plusSeconds(seconds), null, 0, null)));
    }

    private List<UUID> claim(int limit) {
        return queue
                .claim(
                        new QueueRepository.Claim(member.incarnation(), member.name(), clock.instant()),
                        List.of("foreign"),
                        new FreeSlots(limit),
                        new Turns(),
                        Queue.ROOM)
                .operations()
                .stream()
                .map(it -> it.header().id())
                .sorted()
                .toList();
    }

    /** As during an upgrade, when another member knows more. */
    @Test
    void leavesAFamilyToWhoeverKnowsTheTypesOfAllItsChildren() {
        var parent = rows.insert(new Rows.Row(FOREIGN, 4, 105, null, LONG_AGO, null, 2, null));
        queued.add(parent);
        var unknown = OperationType.of("of-tomorrow", "What is new", EntityType.PROJECT, OperationClass.DURABLE);
        rows.insert(new Rows.Row(FOREIGN, 4, 105, null, LONG_AGO, parent, 0, null));
        var child = rows.insert(new Rows.Row(unknown, 4, 105, null, LONG_AGO, parent, 0, null));

        assertThat(claim(1)).isEmpty();

        jdbc.sql("UPDATE active_operation SET status_code = 200, conflict_reference = NULL WHERE id = :id")
                .param("id", child)
                .update();
        assertThat(claim(1)).containsExactly(parent);
    }

    private Metadata claimedWith(String retry, String change) {
        queue(0);
        jdbc.sql("UPDATE active_operation SET metadata = '{\"retry\": " + retry + "}', " + change
                        + " WHERE type = 'foreign'")
                .update();
        return queue.claim(
                        new QueueRepository.Claim(member.incarnation(), member.name(), clock.instant()),
                        List.of("foreign"),
                        new FreeSlots(1),
                        new Turns(),
                        Queue.ROOM)
                .operations()
                .getFirst()
                .state()
                .metadata();
    }

    /** The service says there why an operation waits to be retried; what a caller says there is not its own. */
    @Test
    void takesAwayOnlyWhatTheServiceSaid() {
        assertThat(claimedWith("{\"failures\": 1}", "failures = 1").json().has("retry"))
                .isFalse();
        assertThat(claimedWith("1", "failures = 1").json().has("retry")).isTrue();
        assertThat(claimedWith("{\"failures\": 0}", "failures = 0").json().has("retry"))
                .isTrue();
    }

    /** With a single row the cheapest plan joins it with the claim, and runs the claim for every row that there is then. */
    @Test
    void claimsNoMoreThanAskedForWithAPlanForOneRow() {
        queue(0);
        jdbc.sql("VACUUM ANALYZE active_operation").update();
        for (var second = 1; second < 10; second++) {
            queue(second);
        }

        assertThat(claim(1)).containsExactly(queued.get(0));
        assertThat(claim(3)).containsExactlyElementsOf(queued.subList(1, 4));
        assertThat(claim(100)).containsExactlyElementsOf(queued.subList(4, 10));
        assertThat(claim(1)).isEmpty();
    }
}
