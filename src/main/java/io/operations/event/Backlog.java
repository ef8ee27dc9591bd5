package io.operations.event;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The frames that wait for one listener, bounded by number and by size. Guarded by its subscription. */
final class Backlog {

    private final ArrayDeque<String> frames = new ArrayDeque<>();
    private final int limit;
    private final long sizeLimit;
    private long size;

    Backlog(EventSettings settings) {
        limit = settings.backlog();
        sizeLimit = settings.backlogSize().toBytes();
    }

    /** False when there is no room. A frame above the size limit passes when it is alone. */
    boolean offer(String frame) {
        if (frames.size() >= limit || (!frames.isEmpty() && size + frame.length() > sizeLimit)) return false;
        frames.add(frame);
        size += frame.length();
        return true;
    }

    @Nullable
    String poll() {
        var frame = frames.poll();
        if (frame != null) size -= frame.length();
        return frame;
    }

    int count() {
        return frames.size();
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    void clear() {
        frames.clear();
        size = 0;
    }
}
