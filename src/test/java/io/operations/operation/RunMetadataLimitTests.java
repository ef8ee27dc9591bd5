package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.LimitsTest;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a hook publishes may not be larger than listeners are made to hold. */
@LimitsTest
class RunMetadataLimitTests {

    private static final String REFUSAL =
            "Operation metadata must be at most " + LimitsTest.RUN_SIZE + " bytes of JSON";

    private final OperationService operations;

    RunMetadataLimitTests(OperationService operations) {
        this.operations = operations;
    }

    private OperationView run(RunHook.Body body) throws InterruptedException {
        return operations
                .scheduleUserOperationFromRequest(Crowd.doing(body), Crowd.SOMEBODY)
                .await(Crowd.LONG)
                .orElseThrow();
    }

    private static Map<String, String> text(String key, int length) {
        return Map.of(key, "x".repeat(length));
    }

    @Test
    void tellsTheHookAndLeavesTheMetadataAsItWas() throws Exception {
        var refusal = new AtomicReference<OperationException>();

        var ended = run(context -> {
            context.extendMetadata(text("a", LimitsTest.RUN_SIZE / 2));
            try {
                context.extendMetadata(text("b", LimitsTest.RUN_SIZE / 2));
            } catch (OperationException.Invalid e) {
                refusal.set(e);
            }
            context.commitMetadata();
        });

        assertThat(refusal.get()).hasMessage(REFUSAL);
        assertThat(ended.status()).isEqualTo("Success");
        assertThat(ended.metadata().has("a")).isTrue();
        assertThat(ended.metadata().has("b")).isFalse();
    }

    @Test
    void failsAnOperationWhoseHookDoesNotCare() throws Exception {
        for (var body : new RunHook.Body[] {
            context -> context.updateMetadata(text("a", LimitsTest.RUN_SIZE)),
            context -> context.extendMetadata(text("a", LimitsTest.RUN_SIZE)),
            context -> context.progress(new Progress("s".repeat(LimitsTest.RUN_SIZE), 1, 0, 0))
        }) {
            var ended = run(body);

            assertThat(ended.status()).isEqualTo("Failure");
            assertThat(ended.err()).isEqualTo(REFUSAL);
            assertThat(ended.errCode()).isEqualTo(400);
        }
    }

    @Test
    void countsNumbersAsPostgresWritesThem() throws Exception {
        var ended = run(context ->
                context.extendMetadata(Map.of("a", Collections.nCopies(LimitsTest.RUN_SIZE / 300, 1e300))));

        assertThat(ended.err()).isEqualTo(REFUSAL);
    }

    @Test
    void cutsAnErrorThatIsTooLong() throws Exception {
        var ended = run(context -> {
            throw new OperationException.Failed(500, "x".repeat(1_000_000));
        });

        assertThat(ended.err()).hasSize(16 * 1024).endsWith("x…");
    }
}
