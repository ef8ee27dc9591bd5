package io.operations.web;

import org.jspecify.annotations.Nullable;

/** Refuses projects that do not exist. Events need to know of projects no more than that. */
@FunctionalInterface
interface KnownProjects {

    /** @param project null for all */
    void require(@Nullable String project);
}
