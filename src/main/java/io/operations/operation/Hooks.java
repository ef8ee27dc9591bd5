package io.operations.operation;

import org.jspecify.annotations.Nullable;

/**
 * The code behind one operation.
 *
 * @param run     null for what runs nothing
 * @param connect null for what nobody can attach to
 */
record Hooks(@Nullable RunHook run, @Nullable ConnectHook connect) {

    static final Hooks NONE = new Hooks(null, null);
}
