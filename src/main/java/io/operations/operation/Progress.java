package io.operations.operation;

/**
 * How far an operation has come (contract §1.11). On the wire {@code progress} and {@code <stage>_progress}.
 *
 * @param stage     what is being done, {@code download} for example
 * @param percent   0 to 100; 0 or less where unknown
 * @param processed bytes done; 0 or less where unknown
 * @param speed     bytes a second; 0 or less where unknown
 */
public record Progress(String stage, int percent, long processed, long speed) {

    public Progress {
        if (stage.isBlank()) {
            throw new OperationException.Invalid("progress.stage must not be blank");
        }
        if (percent > 100) {
            throw new OperationException.Invalid("progress.percent must be at most 100");
        }
    }

    public static Progress percent(String stage, int percent) {
        return new Progress(stage, percent, 0, 0);
    }
}
