package io.operations.requestor;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may do what, by configuration.
 *
 * @param grants permissions, each for some callers and projects; what nobody grants is refused. Default none
 */
@ConfigurationProperties("operations.access")
record AccessSettings(@DefaultValue List<Grant> grants) {

    private static final String ALL = "all";
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");

    AccessSettings {
        grants = List.copyOf(grants);
    }

    /**
     * Permissions for some callers.
     *
     * @param users        names of users, as the username claim of their tokens has them
     * @param groups       names of groups, as the groups claim has them
     * @param certificates SHA-256 fingerprints of trusted client certificates, in hexadecimal
     * @param projects     names of projects; none: on the server, and so in every project
     * @param permissions  {@code can_view_operations} and so on, or {@code all}
     */
    record Grant(
            @DefaultValue List<String> users,
            @DefaultValue List<String> groups,
            @DefaultValue List<String> certificates,
            @DefaultValue List<String> projects,
            @DefaultValue List<String> permissions) {

        Grant {
            users = List.copyOf(users);
            groups = List.copyOf(groups);
            certificates = certificates.stream()
                    .map(it -> it.replace(":", "").toLowerCase(Locale.ROOT))
                    .toList();
            projects = List.copyOf(projects);
            permissions = List.copyOf(permissions);
            requireSomething(users, groups, certificates, permissions);
            requireMeaning(certificates, projects, permissions);
        }

        private static void requireSomething(
                List<String> users, List<String> groups, List<String> certificates, List<String> permissions) {
            if (users.isEmpty() && groups.isEmpty() && certificates.isEmpty()) {
                throw refusal("needs users, groups or certificates");
            }
            if (permissions.isEmpty()) throw refusal("needs permissions");
        }

        private static void requireMeaning(List<String> certificates, List<String> projects, List<String> permissions) {
            certificates.stream()
                    .filter(it -> !FINGERPRINT.matcher(it).matches())
                    .forEach(it -> {
                        throw refusal("has certificate \"" + it + "\", which is no SHA-256 fingerprint");
                    });
            if (projects.stream().anyMatch(String::isBlank)) throw refusal("has a project without a name");
            permissions.stream()
                    .filter(it -> !it.equals(ALL) && Permission.ofWireName(it).isEmpty())
                    .forEach(it -> {
                        throw refusal("has permission \"" + it + "\", which is not known");
                    });
            if (!projects.isEmpty() && permissions.contains(Permission.CAN_VIEW_METRICS.wireName())) {
                throw refusal("has can_view_metrics in projects; metrics are the server's");
            }
        }

        private static IllegalArgumentException refusal(String reason) {
            return new IllegalArgumentException("A grant of operations.access.grants " + reason);
        }

        Access access() {
            return projects.isEmpty() ? Access.onServer(resolved()) : Access.inProjects(projects, resolved());
        }

        private Set<Permission> resolved() {
            return permissions.contains(ALL)
                    ? Access.ALL.onServer()
                    : permissions.stream()
                            .flatMap(it -> Permission.ofWireName(it).stream())
                            .collect(Collectors.toSet());
        }
    }
}
