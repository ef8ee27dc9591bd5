package io.operations.web;

import org.jspecify.annotations.Nullable;

/** Refuses projects that do not exist, and tells two of the same name apart. Events need to know of projects no more than that. */
@FunctionalInterface
interface KnownProjects {

    /**
     * @param project null for all
     * @return which one it is: another project of the same name is not equal
     */
    Object require(@Nullable String project);
}
