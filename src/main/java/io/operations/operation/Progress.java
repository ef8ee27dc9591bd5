package io.operations.operation;

import java.util.Locale;

/**
 * How far an operation has come (contract §1.11). On the wire {@code progress} and {@code <stage>_progress}.
 *
 * @param stage       what is being done, {@code download} for example
 * @param percent     0 to 100; 0 or less where unknown
 * @param processed   bytes done; 0 or less where unknown
 * @param speed       bytes a second; 0 or less where unknown
 * @param description what people read before the numbers, {@code Copying c1} for example; may be empty
 */
public record Progress(String stage, int percent, long processed, long speed, String description) {

    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    private static final int STEP = 1000;

    public Progress {
        if (stage.isBlank()) {
            throw new OperationException.Invalid("progress.stage must not be blank");
        }
        if (percent > 100) {
            throw new OperationException.Invalid("progress.percent must be at most 100");
        }
    }

    public Progress(String stage, int percent, long processed, long speed) {
        this(stage, percent, processed, speed, "");
    }

    public static Progress percent(String stage, int percent) {
        return new Progress(stage, percent, 0, 0);
    }

    /** The same stage with other numbers. */
    Progress with(int newPercent, long newProcessed, long newSpeed) {
        return new Progress(stage, newPercent, newProcessed, newSpeed, description);
    }

    /** For people: {@code Copying c1: 42% (1.50MB/s)}, or the amount where the percentage is unknown. */
    String text() {
        return description.isBlank() ? numbers() : description + ": " + numbers();
    }

    private String numbers() {
        var done = percent > 0 || processed <= 0 ? Math.max(percent, 0) + "%" : bytes(processed);
        return speed > 0 ? done + " (" + bytes(speed) + "/s)" : done;
    }

    private static String bytes(long amount) {
        double value = amount;
        var unit = 0;
        while (value >= STEP && unit < UNITS.length - 1) {
            value /= STEP;
            unit++;
        }
        return unit == 0 ? amount + UNITS[0] : String.format(Locale.ROOT, "%.2f%s", value, UNITS[unit]);
    }
}
