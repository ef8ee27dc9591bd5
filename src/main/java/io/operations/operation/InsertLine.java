package io.operations.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An operation to be inserted. What goes to PostgreSQL is made by whoever schedules it: all others wait for the thread that
 * commits.
 *
 * @param texts one for each {@link InsertColumn}
 */
record InsertLine(OperationRow row, @Nullable UUID owner, List<@Nullable String> texts) {

    static InsertLine of(OperationRow row, @Nullable UUID owner) {
        var texts = new ArrayList<@Nullable String>();
        for (var column : InsertColumn.values()) texts.add(column.text(row));
        return new InsertLine(row, owner, texts);
    }

    UUID id() {
        return row.header().id();
    }

    /** Whether it is by itself, and in nobody's way. */
    boolean isPlain() {
        var header = row.header();
        var family = header.family();
        return header.conflictReference() == null && !family.isChild() && !family.isParent();
    }

    @Nullable
    String text(InsertColumn column) {
        return texts.get(column.ordinal());
    }
}
