package io.operations.operation;

import io.operations.requestor.Requestor;
import org.jspecify.annotations.Nullable;

/**
 * Whose slots are counted together: one caller's in one project.
 *
 * @param caller protocol and username; empty for the service itself. {@link QueueSql} has the same text
 */
record SlotHolder(String project, String caller) {

    /** Code points of a caller's name that tell callers apart: the name is in an index, which holds no longer ones. */
    static final int TOLD_APART = 200;

    static SlotHolder of(OperationHeader header) {
        return of(header.project(), header.requestor());
    }

    /** @param requestor null for the service itself */
    static SlotHolder of(String project, @Nullable Requestor requestor) {
        return new SlotHolder(project, requestor == null ? "" : caller(requestor));
    }

    private static String caller(Requestor requestor) {
        var text = requestor.protocol() + " " + requestor.username();
        return text.codePointCount(0, text.length()) <= TOLD_APART
                ? text
                : text.substring(0, text.offsetByCodePoints(0, TOLD_APART));
    }
}
