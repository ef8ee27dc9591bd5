package io.operations.web;

import io.operations.operation.Budget;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FastByteArrayOutputStream;
import tools.jackson.databind.json.JsonMapper;

/** A page as a JSON array: each element is written down when it is read, and no more are taken than the page may have. */
final class ListPage {

    /** In what steps memory is taken; the first is too small to count. */
    private static final int STEP = 64 * 1024;

    private final JsonMapper json;
    private final int limit;
    private final long most;
    private final Budget.Reservation memory;
    private final FastByteArrayOutputStream elements = new FastByteArrayOutputStream();
    private long taken = STEP;
    private int count;
    private @Nullable String last;
    private boolean more;

    /**
     * @param limit  elements on the page
     * @param most   bytes of the page; the first element is on it all the same
     * @param memory grows with the page
     */
    ListPage(JsonMapper json, int limit, long most, Budget.Reservation memory) {
        this.json = json;
        this.limit = limit;
        this.most = most;
        this.memory = memory;
    }

    /** Takes an element; false if the page is full and it is not on it. */
    boolean add(String key, Object element) {
        more = count == limit;
        if (more) return false;
        var bytes = json.writeValueAsBytes(element);
        more = count > 0 && elements.size() + (long) bytes.length > most;
        if (more) return false;
        write(bytes);
        last = key;
        count++;
        return true;
    }

    private void write(byte[] element) {
        for (; elements.size() + (long) element.length > taken; taken += STEP) memory.grow(STEP);
        try {
            if (count > 0) elements.write(',');
            elements.write(element);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The last key on the page, if there are more after it. */
    @Nullable
    String next() {
        return more ? last : null;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write('[');
        elements.writeTo(out);
        out.write(']');
    }
}
