package io.operations.requestor;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What somebody may do. Immutable.
 *
 * @param onServer   permissions on the server, which hold in every project too
 * @param inProjects permissions in projects, by name
 */
public record Access(Set<Permission> onServer, Map<String, Set<Permission>> inProjects) {

    /** Nothing. */
    public static final Access NONE = new Access(Set.of(), Map.of());

    /** Everything. */
    public static final Access ALL = new Access(EnumSet.allOf(Permission.class), Map.of());

    public Access {
        onServer = Set.copyOf(onServer);
        inProjects = Map.copyOf(inProjects);
    }

    static Access onServer(Set<Permission> permissions) {
        return new Access(permissions, Map.of());
    }

    static Access inProjects(Iterable<String> projects, Set<Permission> permissions) {
        var byProject = new HashMap<String, Set<Permission>>();
        projects.forEach(it -> byProject.put(it, Set.copyOf(permissions)));
        return new Access(Set.of(), byProject);
    }

    /** What either allows. */
    Access and(Access other) {
        if (this.equals(NONE)) return other;
        if (other.equals(NONE)) return this;
        var byProject = new HashMap<>(inProjects);
        other.inProjects.forEach((project, permissions) -> byProject.merge(project, permissions, Access::union));
        return new Access(union(onServer, other.onServer), byProject);
    }

    boolean allowsOnServer(Permission permission) {
        return onServer.contains(permission);
    }

    /** @param project empty for what belongs to the server */
    boolean allows(Permission permission, String project) {
        return allowsOnServer(permission)
                || inProjects.getOrDefault(project, Set.of()).contains(permission);
    }

    /** Whether there is anything at all that it allows in the project; metrics are not in projects. */
    boolean sees(String project) {
        return seesAllProjects() || inProjects.containsKey(project);
    }

    boolean seesAllProjects() {
        return onServer.stream().anyMatch(it -> it != Permission.CAN_VIEW_METRICS);
    }

    private static Set<Permission> union(Set<Permission> one, Set<Permission> other) {
        var both = EnumSet.noneOf(Permission.class);
        both.addAll(one);
        both.addAll(other);
        return both;
    }
}
