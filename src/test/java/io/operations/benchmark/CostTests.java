package io.operations.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import io.operations.operation.OperationArgs;
import io.operations.operation.OperationClass;
import io.operations.operation.OperationService;
import io.operations.requestor.Requestor;
import java.lang.management.ManagementFactory;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/**
 * What an operation takes of PostgreSQL and of memory when many are scheduled at once: none of it depends on how fast the
 * machine is.
 */
@ServiceTest
// A database of its own: what other tests left would be waited for.
@TestPropertySource(properties = "operations.member.name=measured")
@DirtiesContext
class CostTests {

    private static final int PRODUCERS = 1_000;
    private static final int OPERATIONS = 4_000;

    private final Stage stage;

    CostTests(OperationService service, DataSource dataSource, @LocalServerPort int port) {
        stage = new Stage(service, dataSource, port);
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
    void littleIsAllocated() throws Exception {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var before = threads.getTotalThreadAllocatedBytes();

        run();

        assertThat((threads.getTotalThreadAllocatedBytes() - before) / OPERATIONS)
                .isLessThan(100_000);
    }

    private Stage.Run run() throws Exception {
        var noop = OperationArgs.of(TestHooks.NOOP).inProject("default").withClass(OperationClass.DURABLE);
        var nobody = Requestor.anonymous("127.0.0.1:1");
        return stage.run(
                OPERATIONS,
                () -> Producers.repeatVirtually(
                        PRODUCERS, OPERATIONS, () -> stage.service().scheduleUserOperationFromRequest(noop, nobody)));
    }
}
