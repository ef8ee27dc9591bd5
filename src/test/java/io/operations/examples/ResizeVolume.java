package io.operations.examples;

import io.operations.operation.EntityType;
import io.operations.operation.Inputs;
import io.operations.operation.OperationClass;
import io.operations.operation.OperationException;
import io.operations.operation.OperationInput;
import io.operations.operation.OperationInput.Kind;
import io.operations.operation.OperationType;
import io.operations.operation.Progress;
import io.operations.operation.RunContext;
import io.operations.operation.RunHook;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Grows a volume gigabyte by gigabyte. Idempotent: a second attempt goes on where the first one stopped. */
@Component
class ResizeVolume implements RunHook {

    private static final OperationType TYPE = OperationType.of(
                    "resize-volume", "Resizing volume", EntityType.STORAGE_POOL, OperationClass.DURABLE)
            .failingOnConflict()
            .withInputs(OperationInput.required("gigabytes", Kind.NUMBER, "the size to grow to"));

    @Override
    public OperationType type() {
        return TYPE;
    }

    @Override
    public void validate(Inputs inputs) {
        if (inputs.value("gigabytes").asInt() < 1) {
            throw new OperationException.Invalid("inputs.gigabytes must be at least 1");
        }
    }

    @Override
    public void run(RunContext context) throws InterruptedException {
        var target = context.inputs().value("gigabytes").asInt();
        var reached = context.metadata().get("reached");
        for (var size = reached == null ? 1 : reached.asInt() + 1; size <= target; size++) {
            growTo(size);
            context.extendMetadata(Map.of("reached", size));
            context.commitMetadata();
            context.progress(Progress.percent("grow", 100 * size / target));
        }
    }

    private void growTo(int gigabytes) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("cancelled before " + gigabytes + " GB");
        }
    }
}
