package io.operations.requestor;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A page of stored lifecycle events, newest first.
 *
 * @param project the only project to tell of, beside the server; null for all of them
 * @param visible what the caller may see of others
 * @param limit   the number of entries on the page
 * @param before  the id of the last entry on the page before; the largest number for the first page
 */
public record LifecycleQuery(@Nullable String project, Visibility visible, int limit, long before) {

    /** The number of entries on a page for which no limit was given. */
    public static final int DEFAULT_LIMIT = 100;

    /** The largest number of entries on a page. */
    public static final int MAX_LIMIT = 500;

    boolean isOfAll() {
        return visible.projects() == null;
    }

    Object[] projects() {
        var projects = visible.projects();
        return (projects == null ? Set.<String>of() : projects).toArray();
    }
}
