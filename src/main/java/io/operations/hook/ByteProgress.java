package io.operations.hook;

import io.operations.operation.Progress;
import io.operations.operation.RunContext;
import java.util.concurrent.TimeUnit;

/** Reports how many bytes there have been, and how fast they come. */
final class ByteProgress {

    private final RunContext context;
    private final String stage;
    private long reported;
    private long reportedAt = System.nanoTime();

    ByteProgress(RunContext context, String stage) {
        this.context = context;
        this.stage = stage;
    }

    /** Says nothing when nothing has changed. */
    void report(long total) {
        var now = System.nanoTime();
        if (total == reported) return;
        var nanos = Math.max(now - reportedAt, 1);
        var speed = (long) ((double) (total - reported) * TimeUnit.SECONDS.toNanos(1) / nanos);
        reported = total;
        reportedAt = now;
        context.progress(new Progress(stage, 0, total, speed));
    }
}
