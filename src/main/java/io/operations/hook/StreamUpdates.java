package io.operations.hook;

import io.operations.operation.OperationException;
import io.operations.operation.Progress;
import io.operations.operation.RunContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a stream says of its operation, told no faster than listeners can follow, however fast it comes (contract §1.11):
 * the first at once, then together all that is new, four times a second. A sample is new if its stage or a higher
 * percentage is, or if the last one was told a second ago. Only what something newer has replaced is never told.
 */
final class StreamUpdates implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final Duration SAMPLE_INTERVAL = Duration.ofSeconds(1);

    private final RunContext context;
    private final InstantSource time;
    private final Pause pause;
    private final Map<String, JsonNode> metadata = new HashMap<>();
    private @Nullable Progress sample;
    private @Nullable Progress told;
    private Instant next = Instant.MIN;
    private Instant nextSample = Instant.MIN;
    private boolean waiting;
    private boolean closed;

    /** @param pause how to wait for the next time that something may be told */
    StreamUpdates(RunContext context, InstantSource time, Pause pause) {
        this.context = context;
        this.time = time;
        this.pause = pause;
    }

    /** In real time, which goes on evenly when somebody sets the clock. */
    static StreamUpdates of(RunContext context) {
        return new StreamUpdates(context, Pause.steadyTime(), Pause.interruptible());
    }

    /** Takes metadata to tell; of the values of one key the last one counts. */
    synchronized void add(Map<String, JsonNode> added) {
        metadata.putAll(added);
    }

    /** Takes a sample to tell in place of any other. */
    synchronized void add(Progress newest) {
        sample = newest;
    }

    /**
     * Tells what is new, now or when it is time. The stream need not say anything until then.
     *
     * @throws OperationException.Invalid if the operation does not take it, or did not take what was told since the last call
     */
    synchronized void tell() {
        var now = time.instant();
        if (!now.isBefore(next)) {
            tellNews(now);
        } else if (isNews(now) && !waiting) {
            waiting = true;
            var wait = Duration.between(now, next);
            Thread.ofVirtual().name("http-request-update").start(() -> tellAfter(wait));
        }
    }

    private void tellAfter(Duration wait) {
        try {
            pause.pause(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tellWhatHasWaited();
    }

    private synchronized void tellWhatHasWaited() {
        waiting = false;
        try {
            if (!closed) {
                tellNews(time.instant());
            }
        } catch (OperationException.Invalid e) {
            // Not told, so it is still there, and whoever reads the stream runs into the same.
        }
    }

    private void tellNews(Instant now) {
        if (isNews(now)) {
            tellMetadata();
            if (isNewSample(now)) {
                tellSample();
                nextSample = now.plus(SAMPLE_INTERVAL);
            }
            next = now.plus(INTERVAL);
        }
    }

    private boolean isNews(Instant now) {
        return !metadata.isEmpty() || isNewSample(now);
    }

    private boolean isNewSample(Instant now) {
        return sample != null
                && (told == null
                        || !sample.stage().equals(told.stage())
                        || sample.percent() > told.percent()
                        || !now.isBefore(nextSample));
    }

    private void tellMetadata() {
        if (!metadata.isEmpty()) {
            context.extendMetadata(metadata);
            metadata.clear();
        }
    }

    private void tellSample() {
        if (sample != null) {
            context.progress(sample);
            told = sample;
            sample = null;
        }
    }

    /** Tells all that is left, and nothing any more. */
    @Override
    public synchronized void close() {
        closed = true;
        tellMetadata();
        tellSample();
    }
}
