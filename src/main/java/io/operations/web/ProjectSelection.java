package io.operations.web;

import io.operations.operation.OperationException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which project a request means: {@code project}, {@code all-projects}, or {@code default} (contract §3). */
final class ProjectSelection {

    static final String DEFAULT = "default";

    /** What LXD takes for yes. */
    private static final Set<String> YES = Set.of("true", "1", "yes", "on");

    private ProjectSelection() {}

    /** The project; null for all. */
    static @Nullable String of(String project, String allProjects) {
        var all = isYes(allProjects);
        if (all && !project.isEmpty()) {
            throw new OperationException.Invalid("Cannot specify a project when requesting all projects");
        }
        if (all) {
            return null;
        }
        return project.isEmpty() ? DEFAULT : project;
    }

    /** The one project of a request that cannot mean all. */
    static String one(String project, String allProjects) {
        return Optional.ofNullable(of(project, allProjects))
                .orElseThrow(() -> new OperationException.Invalid("all-projects is for listing only"));
    }

    private static boolean isYes(String value) {
        return YES.contains(value.toLowerCase(Locale.ROOT));
    }
}
