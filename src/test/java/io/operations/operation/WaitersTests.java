package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WaitersTests {

    private final Waiters waiters = new Waiters();

    @Test
    void wakesAllWhoWaitForAnOperationAndNobodyElse() {
        var row = row();
        var mine = IntStream.range(0, 1_000)
                .mapToObj(i -> waiters.register(row.header().id()))
                .toList();
        var other = waiters.register(UUID.randomUUID());

        waiters.complete(row);

        assertThat(mine).allMatch(it -> it.join() == row);
        assertThat(other).isNotDone();
    }

    @Test
    void forgetsWhoeverGivesUp() {
        var id = UUID.randomUUID();
        var first = waiters.register(id);
        var second = waiters.register(id);

        first.cancel(false);
        assertThat(waiters.ids()).containsExactly(id);
        second.orTimeout(1, TimeUnit.MILLISECONDS);

        await().untilAsserted(() -> assertThat(waiters.ids()).isEmpty());
        assertThat(second).isCompletedExceptionally();
    }

    @Test
    void losesNobodyWhoComesWhileOthersGo() {
        var id = UUID.randomUUID();
        var arrivals = IntStream.range(0, 16)
                .mapToObj(i -> CompletableFuture.runAsync(() -> {
                    for (var round = 0; round < 2_000; round++) {
                        waiters.register(id).cancel(false);
                    }
                }))
                .toList();
        arrivals.forEach(CompletableFuture::join);
        var last = waiters.register(id);

        waiters.complete(row(id));

        assertThat(last).isDone();
        assertThat(waiters.ids()).isEmpty();
    }

    @Test
    void sendsAllAwayWhenClosed() {
        var waiter = waiters.register(UUID.randomUUID());

        waiters.close();

        assertThat(waiter).isCompletedExceptionally();
        assertThat(waiters.ids()).isEmpty();
    }

    private static OperationRow row() {
        return row(UUID.randomUUID());
    }

    private static OperationRow row(UUID id) {
        var running = Writes.row(id, Instant.EPOCH);
        return new OperationRow(running.header(), Writes.attempt(running, 1));
    }
}
