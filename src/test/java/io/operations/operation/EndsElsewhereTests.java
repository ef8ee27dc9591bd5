package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import io.operations.TestClock;
import io.operations.member.Hints;
import io.operations.operation.Rows.Row;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who waits here is told of what ends elsewhere, with a hint and without one. */
@ServiceTest
class EndsElsewhereTests {

    private final OperationRepository repository;
    private final ElsewhereRepository elsewhere;
    private final OperationService operations;
    private final TestClock clock;
    private final Hints hints;
    private final Rows rows;
    private final UUID owner;

    EndsElsewhereTests(
            OperationRepository repository,
            ElsewhereRepository elsewhere,
            OperationService operations,
            Hints hints,
            TestClock clock,
            JdbcClient jdbc) {
        this.repository = repository;
        this.elsewhere = elsewhere;
        this.operations = operations;
        this.hints = hints;
        this.clock = clock;
        this.rows = new Rows(jdbc);
        this.owner = rows.member();
    }

    @AfterEach
    void forget() {
        rows.forgetElsewhere();
    }

    @Test
    void wakesAllWhoWaitThoughNoHintCame() {
        var ids = Stream.generate(this::running).limit(20).toList();
        var waiters = ids.stream().map(operations::await).toList();

        ids.forEach(this::finish);

        assertThat(CompletableFuture.allOf(waiters.toArray(CompletableFuture[]::new)))
                .succeedsWithin(Crowd.LONG);
        assertThat(waiters).allMatch(it -> it.join().status().equals("Cancelled"));
    }

    /** The clock of the member that ended it may be wrong. */
    @Test
    void wakesWhoWaitsForWhatSeemsToHaveEndedLongAgo() {
        var id = running();
        var waiter = operations.await(id);
        clock.advance(Duration.ofMinutes(-5));
        finish(id);
        clock.advance(Duration.ofMinutes(5));

        assertThat(waiter).succeedsWithin(Crowd.LONG).matches(OperationView::hasEnded);
    }

    /** A child stays where it is until its parent ends, and then goes with it. */
    @Test
    void wakesWhoWaitsForAChild() {
        var parent = rows.insert(Row.ofOwner(owner, clock.instant()).withChildren(2));
        var first = rows.insert(Row.ofOwner(owner, clock.instant()).childOf(parent));
        var second = rows.insert(Row.ofOwner(owner, clock.instant()).childOf(parent));
        var waiters = Stream.of(first, second).map(operations::await).toList();

        finish(first);
        assertThat(waiters.getFirst()).succeedsWithin(Crowd.LONG).matches(OperationView::hasEnded);
        finish(second);
        finish(parent);
        assertThat(waiters.getLast()).succeedsWithin(Crowd.LONG).matches(OperationView::hasEnded);
    }

    /** Nothing but the hint can wake these waiters: nobody looks for what they may have missed. */
    @Test
    void wakesAtAHint() {
        var waiters = new Waiters();
        var _ = new EndsElsewhere(repository, elsewhere, new LocalOperations(), waiters, hints);
        var id = running();
        var waiter = waiters.register(id);
        finish(id);

        await().until(() -> {
            hints.tell("ended", "no id");
            hints.tell("ended", Ids.shortText(UUID.randomUUID()));
            hints.tell("ended", Ids.shortText(id));
            return waiter.isDone();
        });

        assertThat(waiter.join().isFinal()).isTrue();
    }

    private UUID running() {
        return rows.insert(Row.ofOwner(owner, clock.instant()));
    }

    private void finish(UUID id) {
        var row = repository.find(id).orElseThrow();
        var last = row.state().with(Outcome.cancelled(), clock.instant());
        assertThat(repository.finish(row.header(), owner, last))
                .succeedsWithin(Crowd.LONG)
                .isEqualTo(true);
    }
}
