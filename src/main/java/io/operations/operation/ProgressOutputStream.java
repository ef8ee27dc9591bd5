package io.operations.operation;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Counts what has been written through it; what could not be written does not count.
 *
 * <pre>{@code
 * try (var out = new ProgressOutputStream(Files.newOutputStream(file), context.progressTracker("backup", 0))) {
 *     volume.transferTo(out);
 * }
 * }</pre>
 */
public final class ProgressOutputStream extends FilterOutputStream {

    private final ProgressTracker tracker;

    public ProgressOutputStream(OutputStream out, ProgressTracker tracker) {
        super(out);
        this.tracker = tracker;
    }

    @Override
    public void write(int value) throws IOException {
        out.write(value);
        tracker.add(1);
    }

    /** As one write: the superclass would write byte by byte. */
    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        out.write(buffer, offset, length);
        tracker.add(length);
    }
}
