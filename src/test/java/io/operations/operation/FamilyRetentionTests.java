package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.operations.ServiceTest;
import io.operations.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** A family is kept, and forgotten, as one. */
@ServiceTest
@TestPropertySource(properties = "operations.retention.history=2h")
class FamilyRetentionTests {

    private static final Duration HISTORY = Duration.ofHours(2);
    private static final int LISTERS = 4;
    private static final int FAMILIES = 100;

    private final OperationService operations;
    private final OperationListing listing;
    private final JdbcClient jdbc;
    private final TestClock clock;

    FamilyRetentionTests(OperationService operations, OperationListing listing, JdbcClient jdbc, TestClock clock) {
        this.operations = operations;
        this.listing = listing;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    private Operation schedule(OperationArgs... children) {
        var args = OperationArgs.of(operations.type("bulk")).inProject("default");
        return operations.scheduleUserOperationFromRequest(args.withChildren(List.of(children)), SOMEBODY);
    }

    private void prune() {
        assertThat(Crowd.end(operations, operations.pruneExpiredOperations().id())
                        .err())
                .isEmpty();
    }

    private boolean isListed(UUID id) {
        return Listings.all(listing, null).stream().anyMatch(it -> it.id().equals(id));
    }

    private List<OperationView> children(Operation parent) {
        return Listings.children(listing, operations.find(parent.id()));
    }

    private long rows(Operation parent) {
        return jdbc.sql("SELECT count(*) FROM final_operation WHERE id = :id OR parent = :id")
                .param("id", parent.id())
                .query(Long.class)
                .single();
    }

    @Test
    void keepsAChildAsLongAsItsParent() {
        var gate = new CountDownLatch(1);
        var parent = schedule(Crowd.args(), Crowd.doing(_ -> gate.await()));
        var early = parent.children().getFirst().id();
        var earlyEnd = Crowd.end(operations, early).updatedAt();
        clock.advance(HISTORY.multipliedBy(3));
        prune();
        assertThat(operations.find(early).status()).isEqualTo("Success");
        assertThat(Crowd.end(operations, early).updatedAt()).isEqualTo(earlyEnd);

        gate.countDown();
        Crowd.end(operations, parent.id());
        clock.advance(HISTORY.minusMinutes(1));
        prune();

        assertThat(children(parent)).extracting(OperationView::status).containsExactly("Success", "Success");
        assertThat(children(parent).getFirst().updatedAt()).isEqualTo(earlyEnd);
        assertThat(operations.find(early).updatedAt()).isEqualTo(earlyEnd);
        assertThat(isListed(parent.id())).isTrue();
        clock.advance(Duration.ofMinutes(31));
        prune();
        assertThat(rows(parent)).isZero();
        assertThatExceptionOfType(OperationException.NotFound.class).isThrownBy(() -> operations.find(early));
    }

    /** Bulk operations are listed for a day, but not when history is kept for less. */
    @Test
    void doesNotListWhatIsForgotten() {
        var parent = schedule(Crowd.args());
        Crowd.end(operations, parent.id());
        clock.advance(HISTORY.minusSeconds(10));
        assertThat(isListed(parent.id())).isTrue();

        clock.advance(Duration.ofSeconds(11));

        assertThatExceptionOfType(OperationException.NotFound.class).isThrownBy(() -> operations.find(parent.id()));
        assertThat(isListed(parent.id())).isFalse();
    }

    @Test
    void keepsWhatHasNotEnded() {
        var gate = new CountDownLatch(1);
        var parent = schedule(Crowd.args(), Crowd.doing(_ -> gate.await()));
        Crowd.end(operations, parent.children().getFirst().id());
        clock.advance(HISTORY.multipliedBy(20));

        prune();

        assertThat(isListed(parent.id())).isTrue();
        assertThat(children(parent)).hasSize(2);
        gate.countDown();
        assertThat(Crowd.end(operations, parent.id()).status()).isEqualTo("Success");
        assertThat(rows(parent)).isEqualTo(3);
    }

    /** Two statements list it: one what is active, the other what of a family has ended. */
    @Test
    void listsABulkOperationOnceWheneverItEnds() throws Exception {
        var accepted = new ConcurrentSkipListSet<UUID>();
        var ending = new AtomicBoolean(true);
        try (var listers = Executors.newFixedThreadPool(LISTERS)) {
            var listed = Stream.generate(() -> listers.submit(() -> list(accepted, ending)))
                    .limit(LISTERS)
                    .toList();
            try {
                for (var i = 0; i < FAMILIES; i++) {
                    var parent = schedule(Crowd.args(), Crowd.args());
                    accepted.add(parent.id());
                    Crowd.end(operations, parent.id());
                }
            } finally {
                ending.set(false);
            }
            for (var lister : listed) assertThat(lister.get()).isPositive();
        }
        assertThat(listedOf(accepted)).hasSize(FAMILIES);
    }

    /** Again and again, and says how often. */
    private int list(Set<UUID> accepted, AtomicBoolean ending) {
        var times = 0;
        for (; ending.get(); times++) {
            var expected = List.copyOf(accepted);
            assertThat(listedOf(accepted))
                    .containsAll(expected)
                    .doesNotHaveDuplicates()
                    .isSorted();
        }
        return times;
    }

    private List<UUID> listedOf(Set<UUID> families) {
        return Listings.all(listing, null).stream()
                .map(OperationView::id)
                .filter(families::contains)
                .toList();
    }
}
