package io.operations.web;

import io.operations.operation.OperationException;
import java.util.Locale;
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
        var all = YES.contains(allProjects.toLowerCase(Locale.ROOT));
        if (all && !project.isEmpty()) {
            throw new OperationException.Invalid("Cannot specify a project when requesting all projects");
        }
        return all ? null : orDefault(project);
    }

    static String orDefault(String project) {
        return project.isEmpty() ? DEFAULT : project;
    }

    /** Whether a query parameter says yes. */
    static boolean isYes(String value) {
        return YES.contains(value.toLowerCase(Locale.ROOT));
    }
}
