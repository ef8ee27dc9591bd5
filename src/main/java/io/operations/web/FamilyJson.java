package io.operations.web;

import io.operations.operation.OperationView;
import io.operations.requestor.Requestor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FastByteArrayOutputStream;
import tools.jackson.databind.json.JsonMapper;

/** An operation with its children as JSON, as {@code OperationFullView} has it, with as many children as there is room for. */
final class FamilyJson {

    private static final byte[] FIRST = ",\"children\":[".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NEXT = {','};
    private static final byte[] END = "]}".getBytes(StandardCharsets.UTF_8);

    private final JsonMapper json;
    private final Requestor viewer;
    private final long most;
    private final FastByteArrayOutputStream bytes = new FastByteArrayOutputStream();
    private @Nullable UUID last;
    private boolean cut;

    FamilyJson(JsonMapper json, OperationView parent, Requestor viewer, long most) {
        this.json = json;
        this.viewer = viewer;
        this.most = most;
        var own = json.writeValueAsBytes(parent.seenBy(viewer));
        // Without the bracket that ends it.
        write(Arrays.copyOf(own, own.length - 1));
        cut = own.length > most;
    }

    /** Takes a child; false if there is no room for it. The first child is taken all the same, so that pages come to an end. */
    boolean add(OperationView child) {
        var next = json.writeValueAsBytes(child.seenBy(viewer));
        cut |= last != null && bytes.size() + next.length > most;
        if (cut && last != null) return false;
        write(last == null ? FIRST : NEXT);
        write(next);
        last = child.id();
        return true;
    }

    private void write(byte[] part) {
        try {
            bytes.write(part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether there was no room for all of it. */
    boolean isCut() {
        return cut;
    }

    /** The last child that is there, if there are more after it. */
    @Nullable
    UUID next() {
        return cut ? last : null;
    }

    long size() {
        return bytes.size() + END.length;
    }

    /** The whole. */
    void writeTo(OutputStream out) throws IOException {
        bytes.writeTo(out);
        out.write(last == null ? Arrays.copyOfRange(END, 1, END.length) : END);
    }
}
