package io.operations.requestor;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what (contract §3.9, design §5). All rules of access are here; who calls is found out elsewhere. What a caller
 * may not even know of is {@code not found}, what they may know of and not do is {@code forbidden}.
 */
public final class AccessPolicy {

    private static final String OPERATION = "Operation";
    private static final String PROJECT = "Project";

    /** What a client certificate that is restricted to projects may do there (LXD: {@code lxd/auth/drivers/tls.go}). */
    static final Set<Permission> RESTRICTED =
            Set.of(Permission.CAN_VIEW_OPERATIONS, Permission.CAN_CREATE_OPERATIONS, Permission.CAN_VIEW_EVENTS);

    private AccessPolicy() {}

    /** Every request passes here first: what is not for anybody is for trusted callers only, and management for few of them. */
    public static void requireAdmission(Caller caller, Admission admission) {
        if (admission == Admission.ANYBODY) return;
        if (!caller.isTrusted()) throw AccessException.forbidden();
        switch (admission) {
            case ANYBODY, TRUSTED -> {}
            case SCRAPER -> requireOnServer(caller, Permission.CAN_VIEW_METRICS);
            case ADMINISTRATOR -> requireOnServer(caller, Permission.CAN_EDIT);
        }
    }

    /** Something that concerns the server: projects, certificates, metrics. */
    public static void requireOnServer(Caller caller, Permission permission) {
        if (!mayOnServer(caller, permission)) throw AccessException.forbidden();
    }

    /** Whether there is nothing that the caller may not do. */
    public static boolean mayDoEverything(Caller caller) {
        return caller.access().onServer().containsAll(Access.ALL.onServer());
    }

    public static boolean mayOnServer(Caller caller, Permission permission) {
        return caller.access().allowsOnServer(permission);
    }

    /** Whether a project exists for this caller. */
    public static boolean seesProject(Caller caller, String project) {
        return caller.access().sees(project);
    }

    /** The projects that exist for this caller; null for all. */
    public static @Nullable Set<String> projects(Caller caller) {
        return caller.access().seesAllProjects()
                ? null
                : caller.access().inProjects().keySet();
    }

    public static void requireProject(Caller caller, String project) {
        if (!seesProject(caller, project)) throw AccessException.notFound(PROJECT);
    }

    public static void requireSchedule(Caller caller, String project) {
        requireProject(caller, project);
        if (!caller.access().allows(Permission.CAN_CREATE_OPERATIONS, project)) throw AccessException.forbidden();
    }

    /** @param project the one that is listed; null for all */
    public static Visibility visibility(Caller caller, @Nullable String project) {
        return visibility(caller, project, Permission.CAN_VIEW_OPERATIONS);
    }

    /** The same of lifecycle events. */
    public static Visibility eventVisibility(Caller caller, @Nullable String project) {
        return visibility(caller, project, Permission.CAN_VIEW_EVENTS);
    }

    private static Visibility visibility(Caller caller, @Nullable String project, Permission needed) {
        if (project != null) requireProject(caller, project);
        if (mayOnServer(caller, needed)) return new Visibility(null, caller.requestor());
        var seen = new HashSet<String>();
        caller.access().inProjects().forEach((name, permissions) -> {
            if (permissions.contains(needed)) seen.add(name);
        });
        return new Visibility(seen, caller.requestor());
    }

    /**
     * Refuses a caller that may not see an operation, with the answer for an operation that is absent.
     *
     * @param project that of the operation; empty for the server's own
     * @param owner   who scheduled it; null for the service itself
     */
    public static void requireView(Caller caller, String project, @Nullable Requestor owner) {
        if (!mayView(caller, project, owner)) throw AccessException.notFound(OPERATION);
    }

    /** Whether a caller may see such an operation. */
    public static boolean mayView(Caller caller, String project, @Nullable Requestor owner) {
        return may(caller, Permission.CAN_VIEW_OPERATIONS, project, owner);
    }

    /** A caller that may see an operation may know that it may not cancel it. */
    public static void requireCancel(Caller caller, String project, @Nullable Requestor owner) {
        if (may(caller, Permission.CAN_EDIT, project, owner)) return;
        requireView(caller, project, owner);
        throw AccessException.forbidden();
    }

    /**
     * Whether a caller hears of something that happened.
     *
     * @param project that of the event; empty for the server's own
     * @param owner   whom it is about; null for nobody
     */
    public static boolean hears(Caller caller, Permission needed, String project, @Nullable Requestor owner) {
        return may(caller, needed, project, owner);
    }

    private static boolean may(Caller caller, Permission needed, String project, @Nullable Requestor owner) {
        return caller.access().allows(needed, project) || owns(caller, owner);
    }

    private static boolean owns(Caller caller, @Nullable Requestor owner) {
        return caller.isTrusted() && owner != null && owner.isSameCallerAs(caller.requestor());
    }
}
