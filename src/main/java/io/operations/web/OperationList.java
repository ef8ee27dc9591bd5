package io.operations.web;

import io.operations.operation.ListedOperation;
import io.operations.operation.OperationView;
import io.operations.requestor.Requestor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FastByteArrayOutputStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * A page of operations as JSON, grouped by lower-case status, each group in the order given; only what occurs. Each operation is
 * written down when it is read, and no more are taken when the page has as many, or as many bytes, as it may have.
 */
final class OperationList {

    private final JsonMapper json;
    private final Requestor viewer;
    private final int limit;
    private final long most;
    private final Map<String, FastByteArrayOutputStream> groups = new TreeMap<>();
    private int count;
    private long size;
    private @Nullable UUID last;
    private boolean full;
    private boolean more;

    /**
     * @param limit operations on the page
     * @param most  bytes of the page; the first operation is on it all the same
     */
    OperationList(JsonMapper json, Requestor viewer, int limit, long most) {
        this.json = json;
        this.viewer = viewer;
        this.limit = limit;
        this.most = most;
    }

    /** Takes its URL; false if the page is full and it is not on it. */
    boolean addUrl(ListedOperation operation) {
        return isRoomForOne()
                && add(operation.id(), operation.status().text(), json.writeValueAsBytes(operation.url()));
    }

    /** Takes it without children; false if the page is full and it is not on it. */
    boolean add(OperationView operation) {
        return isRoomForOne()
                && add(operation.id(), operation.status(), json.writeValueAsBytes(operation.seenBy(viewer)));
    }

    /** The same with its children. */
    boolean add(OperationView operation, FamilyReader children) {
        if (!isRoomForOne()) return false;
        var family = new FamilyJson(json, operation, viewer, count == 0 ? most : most - size);
        children.read(operation, family::add);
        if (family.isCut() && count > 0) {
            more = true;
            return false;
        }
        full = family.isCut();
        return add(operation.id(), operation.status(), family.size(), family::writeTo);
    }

    /** Where children come from. */
    interface FamilyReader {
        void read(OperationView parent, Predicate<OperationView> reader);
    }

    private boolean isRoomForOne() {
        more = full || count == limit;
        return !more;
    }

    private boolean add(UUID id, String status, byte[] operation) {
        return add(id, status, operation.length, out -> out.write(operation));
    }

    private boolean add(UUID id, String status, long length, JsonAnswers.Content operation) {
        more = count > 0 && size + length > most;
        if (more) return false;
        write(groups.computeIfAbsent(status.toLowerCase(Locale.ROOT), _ -> new FastByteArrayOutputStream()), operation);
        size += length + 1;
        count++;
        last = id;
        return true;
    }

    private static void write(FastByteArrayOutputStream group, JsonAnswers.Content operation) {
        try {
            if (group.size() > 0) group.write(',');
            operation.writeTo(group);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last one on the page, if there are more after it. */
    @Nullable
    UUID next() {
        return more ? last : null;
    }

    long size() {
        return size;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write('{');
        var isFirst = true;
        for (var group : groups.entrySet()) {
            out.write(((isFirst ? "\"" : ",\"") + group.getKey() + "\":[").getBytes(StandardCharsets.UTF_8));
            group.getValue().writeTo(out);
            out.write(']');
            isFirst = false;
        }
        out.write('}');
    }
}
