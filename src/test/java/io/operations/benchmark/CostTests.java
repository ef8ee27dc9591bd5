package io.operations.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import io.operations.operation.Operation;
import io.operations.operation.OperationArgs;
import io.operations.operation.OperationClass;
import io.operations.operation.OperationService;
import io.operations.operation.RunHook;
import io.operations.requestor.Requestor;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/**
 * What an operation takes of PostgreSQL and of memory when many are scheduled at once: none of it depends on how fast the
 * machine is.
 */
@ServiceTest
// A database of its own: what other tests left would be waited for.
@TestPropertySource(properties = {"operations.member.name=measured", "operations.limits.schedule-rate=1000000"})
@Import(RoundTrips.class)
@DirtiesContext
class CostTests {

    private static final int PRODUCERS = 1_000;
    private static final int OPERATIONS = 4_000;
    private static final int CONNECTIONS = 32;
    private static final int CHANGED = 1_000;
    private static final int CHANGES = 5;
    private static final int AT_ONCE = 100;
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration SETTLED = Duration.ofSeconds(3);
    private static final Requestor NOBODY = Requestor.anonymous("127.0.0.1:1");
    private static final OperationArgs NOOP =
            OperationArgs.of(TestHooks.NOOP).inProject("default").withClass(OperationClass.DURABLE);

    private final Stage stage;
    private final RoundTrips roundTrips;

    CostTests(OperationService service, DataSource dataSource, RoundTrips roundTrips, @LocalServerPort int port) {
        stage = new Stage(service, dataSource, port);
        this.roundTrips = roundTrips;
    }

    /** The first pages after a checkpoint go to the log as a whole. */
    @BeforeEach
    void warmUp() throws Exception {
        stage.database().checkpoint();
        run();
    }

    @Test
    void manyCallersShareACommitAndLittleIsWritten() throws Exception {
        var run = run();

        assertThat(run.commitsPerOperation()).isLessThan(0.1);
        assertThat(run.walBytesPerOperation()).isLessThan(2_048);
    }

    @Test
    void manyCallersShareARoundTrip() throws Exception {
        var before = roundTrips.number();

        run();

        assertThat((double) (roundTrips.number() - before) / OPERATIONS).isLessThan(0.12);
    }

    @Test
    void littleIsAllocated() throws Exception {
        var before = allocated();

        run();

        assertThat((allocated() - before) / OPERATIONS).isLessThan(100_000);
    }

    /** The client is another process. */
    @Test
    void littleIsAllocatedForARequest() throws Exception {
        try (var client = ClientProcess.start(HttpLoad.class, stage.port(), CONNECTIONS)) {
            HttpRun.measure(stage, client, "schedule", OPERATIONS);
            var before = allocated();

            HttpRun.measure(stage, client, "schedule", OPERATIONS);

            assertThat((allocated() - before) / OPERATIONS).isLessThan(250_000);
        }
    }

    /** The new version of a row is on the page of the old one, and no index is written. */
    @Test
    void mostChangesOfMetadataStayOnTheirPage() throws Exception {
        var before = settledUpdates();

        stage.run(CHANGED, () -> Producers.repeatVirtually(AT_ONCE, CHANGED, this::changeMetadata));

        awaitUpdates(before.all() + CHANGED * CHANGES);
        assertThat(before.shareOnPage(updates())).isGreaterThan(0.5);
    }

    private Object changeMetadata() throws Exception {
        var hook = RunHook.of(TestHooks.NOOP, context -> {
            for (var i = 0; i < CHANGES; i++) {
                context.extendMetadata(Map.of("step", i));
                context.commitMetadata();
            }
        });
        var operation = schedule(NOOP.withClass(OperationClass.TASK).withRunHook(hook));
        return stage.service().await(operation.id()).get();
    }

    private DatabaseProbe.Updates updates() {
        return stage.database().updates("active_operation");
    }

    /** Sessions say what they have done within seconds, when they commit once more. */
    private DatabaseProbe.Updates settledUpdates() {
        var last = new AtomicReference<>(updates());
        await().atMost(LIMIT)
                .during(SETTLED)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    schedule(NOOP);
                    return last.getAndSet(updates()).equals(last.get());
                });
        return last.get();
    }

    private void awaitUpdates(long number) {
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            schedule(NOOP);
            assertThat(updates().all()).isGreaterThanOrEqualTo(number);
        });
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
    }

    private Stage.Run run() throws Exception {
        return stage.run(OPERATIONS, () -> Producers.repeatVirtually(PRODUCERS, OPERATIONS, () -> schedule(NOOP)));
    }

    private Operation schedule(OperationArgs args) {
        return stage.service().scheduleUserOperationFromRequest(args, NOBODY);
    }
}
