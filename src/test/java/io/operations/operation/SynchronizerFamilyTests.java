package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.operations.RulesTest;
import io.operations.TestClock;
import io.operations.event.EventHub;
import io.operations.member.MemberService;
import io.operations.operation.Rows.Row;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What becomes of durable operations and of families whose member is gone (contract §1.9). */
@RulesTest
class SynchronizerFamilyTests {

    private static final String DIED = "Operation exited uncleanly or was unable to report its status";

    private final Synchronizer synchronizer;
    private final OperationService operations;
    private final LocalOperations local;
    private final MemberService member;
    private final EventHub hub;
    private final MeterRegistry meters;
    private final TestClock clock;
    private final Rows rows;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    SynchronizerFamilyTests(
            Synchronizer synchronizer,
            OperationService operations,
            LocalOperations local,
            MemberService member,
            EventHub hub,
            MeterRegistry meters,
            TestClock clock,
            JdbcClient jdbc,
            PlatformTransactionManager transactions) {
        this.synchronizer = synchronizer;
        this.operations = operations;
        this.local = local;
        this.member = member;
        this.hub = hub;
        this.meters = meters;
        this.clock = clock;
        this.rows = new Rows(jdbc);
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    @AfterEach
    void forget() {
        rows.forgetWhenQuiet(local);
    }

    private double repairs() {
        return meters.counter(OperationMetrics.REPAIRS).count();
    }

    private Instant ago(int seconds) {
        return clock.instant().minusSeconds(seconds);
    }

    private Row ofTheDead() {
        return Row.ofOwner(UUID.randomUUID(), ago(1));
    }

    private void assertEnd(UUID id, String status, String error) {
        var end = Crowd.end(operations, id);
        assertThat(end.status() + ": " + end.err()).isEqualTo(status + ": " + error);
        assertThat(end.errCode()).isEqualTo(status.equals("Success") ? 0 : 500);
    }

    @Test
    void releasesDurableOnesWhichThenRunElsewhere() {
        var before = repairs();
        var left = rows.insert(ofTheDead().withClass(4));

        synchronizer.synchronize();

        assertEnd(left, "Success", "");
        assertThat(rows.text(left)).contains("\"attempt\": 2", "\"location\": \"" + member.name() + "\"");
        assertThat(repairs() - before).isEqualTo(1);
    }

    @Test
    void releasesMoreThanGoIntoOnePortion() {
        var before = repairs();
        var queue = new Queue(jdbc);
        var left = queue.add("default", 2_500, 0);
        jdbc.sql("UPDATE active_operation SET owner = :dead, status_code = 103, attempt = 1 WHERE id = ANY (:ids)")
                .param("dead", UUID.randomUUID())
                .param("ids", left.toArray(UUID[]::new))
                .update();

        try {
            synchronizer.synchronize();

            assertThat(jdbc.sql("SELECT count(*) FROM active_operation WHERE owner IS NULL AND status_code = 105")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(2_500);
            assertThat(repairs() - before).isEqualTo(2_500);
        } finally {
            queue.clear();
        }
    }

    @Test
    void cancelsDurableOnesThatWereBeingCancelled() {
        var left = rows.insert(ofTheDead().withClass(4).withStatus(104));

        synchronizer.synchronize();

        assertEnd(left, "Cancelled", "context canceled");
        assertThat(rows.text(left)).contains("\"attempt\": 1");
    }

    @Test
    void endsAFamilyWithItsOwnerButNotWhatHadEnded() {
        var parent = rows.insert(ofTheDead().withChildren(3));
        var succeeded = rows.insert(ofTheDead().childOf(parent).withStatus(200));
        var running = rows.insert(ofTheDead().childOf(parent));
        var pending = rows.insert(ofTheDead().childOf(parent).withStatus(105));
        var endOfFirst = operations.find(succeeded).updatedAt();

        synchronizer.synchronize();

        List.of(parent, running, pending).forEach(it -> assertEnd(it, "Failure", DIED));
        assertEnd(succeeded, "Success", "");
        assertThat(operations.find(succeeded).updatedAt()).isEqualTo(endOfFirst);
    }

    @Test
    void goesOnWithDurableFamiliesAndEndsOnlyWhatWasBeingCancelled() {
        try (var heard = new Events(hub)) {
            var parent = rows.insert(ofTheDead().withClass(4).withChildren(3));
            var succeeded = rows.insert(ofTheDead().withClass(4).childOf(parent).withStatus(200));
            var running = rows.insert(ofTheDead().withClass(4).childOf(parent));
            var cancelling =
                    rows.insert(ofTheDead().withClass(4).childOf(parent).withStatus(104));

            synchronizer.synchronize();

            assertEnd(cancelling, "Cancelled", "context canceled");
            assertEnd(running, "Success", "");
            assertEnd(succeeded, "Success", "");
            assertEnd(parent, "Cancelled", "context canceled");
            assertThat(rows.text(running)).contains("\"attempt\": 2");
            assertThat(Stream.of(succeeded, cancelling).map(rows::text)).allMatch(it -> it.contains("\"attempt\": 1"));
            await().until(() -> heard.hasEnd(parent));
            assertThat(heard.of(succeeded)).isEmpty();
        }
    }

    /** It is believed dead, and is only slow: no repair waits for its lock, nor ends what it is ending. */
    @Test
    void leavesAChildAloneThatItsOwnerEndsAtTheSameTime() {
        var parent =
                rows.insert(Row.ofOwner(rows.member(), ago(3600)).withClass(4).withChildren(1));
        var child = rows.insert(ofTheDead().withClass(4).childOf(parent).withStatus(104));
        transaction.executeWithoutResult(_ -> {
            jdbc.sql("UPDATE active_operation SET status_code = 200, conflict_reference = NULL WHERE id = :id")
                    .param("id", child)
                    .update();
            CompletableFuture.runAsync(synchronizer::synchronize).join();
        });

        synchronizer.synchronize();

        assertThat(operations.find(child).status()).isEqualTo("Success");
    }

    @Test
    void leavesChildrenAloneThatAreFinal() {
        var parent = rows.insert(Row.ofOwner(rows.member(), ago(3600)).withChildren(2));
        var ended = Stream.of(200, 400)
                .map(it -> rows.insert(ofTheDead().childOf(parent).withStatus(it)))
                .toList();
        var before = ended.stream().map(rows::text).toList();

        synchronizer.synchronize();

        assertThat(ended.stream().map(rows::text).toList()).isEqualTo(before);
    }
}
