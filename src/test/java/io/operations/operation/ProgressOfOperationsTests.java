package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;

import io.operations.ServiceTest;
import java.io.ByteArrayInputStream;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Progress from a hook to who looks. */
@ServiceTest
class ProgressOfOperationsTests {

    private final OperationService operations;

    ProgressOfOperationsTests(OperationService operations) {
        this.operations = operations;
    }

    private OperationView run(RunHook.Body body) {
        var operation = operations.scheduleUserOperationFromRequest(Crowd.doing(body), SOMEBODY);
        return Crowd.end(operations, operation.id());
    }

    @Test
    void showsWhatATrackerCounts() {
        var end = run(
                context -> context.progressTracker("copy", 200, "Copying c1").add(100));

        assertThat(end.metadata("copy_progress")).asString().startsWith("\"Copying c1: 50% (");
        assertThat(end.metadata("progress")).asString().contains("\"processed\":\"100\"");
    }

    @Test
    void showsWhatAHandlerIsTold() {
        var end = run(context -> {
            var handler = context.progressHandler("copy");
            handler.report(150, 0, 0);
            handler.report(1, 0, 0);
        });

        assertThat(end.metadata("copy_progress")).hasToString("\"100%\"");
    }

    @Test
    void transfersOnAfterTheOperationHasEnded() throws Exception {
        var context = new AtomicReference<RunContext>();
        var end = run(context::set);

        var late = new ProgressInputStream(
                new ByteArrayInputStream(new byte[100]), context.get().progressTracker("copy", 100));
        context.get().progressHandler("copy").report(100, 0, 0);

        assertThat(late.readAllBytes()).hasSize(100);
        assertThat(operations.find(end.id()).metadata("copy_progress")).isNull();
    }
}
