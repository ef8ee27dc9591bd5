package io.operations.operation;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Counts what is read through it, each byte once: what is read again after {@link #reset} was counted before, and what is
 * skipped is done too.
 *
 * <pre>{@code
 * try (var in = new ProgressInputStream(Files.newInputStream(file), context.progressTracker("copy", Files.size(file)))) {
 *     in.transferTo(volume);
 * }
 * }</pre>
 */
public final class ProgressInputStream extends FilterInputStream {

    private final ProgressTracker tracker;
    private long position;
    private long marked;
    private long counted;

    public ProgressInputStream(InputStream in, ProgressTracker tracker) {
        super(in);
        this.tracker = tracker;
    }

    @Override
    public int read() throws IOException {
        var value = in.read();
        moved(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        var read = in.read(buffer, offset, length);
        moved(Math.max(read, 0));
        return read;
    }

    /** Some streams skip backwards too, hence what is done is where it has been furthest. */
    @Override
    public long skip(long bytes) throws IOException {
        var skipped = in.skip(bytes);
        moved(skipped);
        return skipped;
    }

    private void moved(long bytes) {
        position += bytes;
        if (position > counted) {
            tracker.add(position - counted);
            counted = position;
        }
    }

    @Override
    public void mark(int limit) {
        in.mark(limit);
        marked = position;
    }

    @Override
    public void reset() throws IOException {
        in.reset();
        position = marked;
    }
}
