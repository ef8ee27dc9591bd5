package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import io.operations.member.MemberService;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.SmartLifecycle;

/** What has a life of its own can be started and stopped by many at once, and works when it is started. */
@ServiceTest
class StartStopTests {

    private final List<SmartLifecycle> lives;
    private final OperationService operations;
    private final QueueRepository queue;
    private final Clock clock;
    private final OperationSettings settings;

    StartStopTests(
            MemberService member,
            GroupCommit commits,
            Dispatcher dispatcher,
            Housekeeping housekeeping,
            OperationService operations,
            QueueRepository queue,
            Clock clock,
            OperationSettings settings) {
        this.lives = List.of(member, commits, dispatcher, housekeeping);
        this.operations = operations;
        this.queue = queue;
        this.clock = clock;
        this.settings = settings;
    }

    @AfterEach
    void startAll() {
        lives.forEach(SmartLifecycle::start);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void survivesBeingHammered(int which) throws Exception {
        var life = lives.get(which);
        var threads = threads();

        Crowd.atOnce(8, number -> {
            for (var i = 0; i < 25; i++) {
                if (number % 2 == 0) life.start();
                else life.stop();
            }
            return true;
        });
        life.stop();
        assertThat(life.isRunning()).isFalse();
        life.start();

        assertThat(life.isRunning()).isTrue();
        assertThat(Crowd.end(operations, schedule().id()).status()).isEqualTo("Success");
        await().untilAsserted(() -> assertThat(threads()).isLessThanOrEqualTo(threads));
    }

    /** The threads that these classes start; a leak of one a round would show. */
    private static long threads() {
        var names = List.of("commit-inserts", "commit-changes", "heartbeat", "housekeeping");
        return Thread.getAllStackTraces().keySet().stream()
                .filter(it -> names.contains(it.getName()))
                .count();
    }

    @Test
    void startsAfterAStopWhatWasQueuedMeanwhile() {
        var dispatcher = lives.get(2);
        dispatcher.stop();
        var blockers = new ArrayList<Operation>();
        var gate = new CountDownLatch(1);
        for (var i = 0; i < settings.runner().slots(); i++) {
            blockers.add(operations.scheduleUserOperationFromRequest(Crowd.doing(_ -> gate.await()), SOMEBODY));
        }
        var queued = schedule();
        assertThat(queued.status()).isEqualTo(OperationStatus.PENDING);
        assertThat(queue.claim(
                                new QueueRepository.Claim(UUID.randomUUID(), "given up", clock.instant()),
                                List.of("noop"),
                                new FreeSlots(1),
                                new Turns(),
                                Queue.ROOM)
                        .operations())
                .as("claimed by a member that is none, or none any more")
                .isEmpty();
        gate.countDown();
        dispatcher.start();

        assertThat(Crowd.end(operations, queued.id()).status()).isEqualTo("Success");
        blockers.forEach(it -> Crowd.end(operations, it.id()));
    }

    private Operation schedule() {
        return operations.scheduleUserOperationFromRequest(Crowd.args(), SOMEBODY);
    }
}
