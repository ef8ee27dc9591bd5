package io.operations.requestor;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which operations somebody may see in a list: all of some projects, and their own of any.
 *
 * @param projects those of which all are seen, {@code ""} for the server's own; null for every operation there is
 * @param viewer   who looks
 */
public record Visibility(@Nullable Set<String> projects, Requestor viewer) {

    /** Everything. */
    public static final Visibility ALL = new Visibility(null, Requestor.NOBODY);
}
