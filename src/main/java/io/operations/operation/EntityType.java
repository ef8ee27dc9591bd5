package io.operations.operation;

import java.util.Locale;

/** What an operation of a type acts on (contract §3.8); also the bounded label of the API metrics. */
public enum EntityType {
    IMAGE("/1.0/images/", true),
    PROFILE("/1.0/profiles/", true),
    PROJECT("/1.0/projects/", false),
    CERTIFICATE("/1.0/certificates/", false),
    INSTANCE("/1.0/instances/", true),
    NETWORK("/1.0/networks/", true),
    CLUSTER_MEMBER("/1.0/cluster/members/", false),
    OPERATION("/1.0/operations/", false),
    STORAGE_POOL("/1.0/storage-pools/", false),
    WARNING("/1.0/warnings/", false),
    SERVER("/1.0", false),
    IDENTITY("/1.0/auth/identities/", false),
    PLACEMENT_GROUP("/1.0/placement-groups/", true),
    CLUSTER_LINK("/1.0/cluster/links/", false),
    REPLICATOR("/1.0/replicators/", true);

    private final String path;
    private final boolean inProject;

    EntityType(String path, boolean inProject) {
        this.path = path;
        this.inProject = inProject;
    }

    /** The name on the wire and in metrics, {@code storage_pool} for example. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether entities of this type belong to a project, which their URL then names in {@code project}. */
    boolean inProject() {
        return inProject;
    }

    /** Whether a path is that of such an entity, or of something inside one. */
    boolean matches(String urlPath) {
        return this == SERVER ? urlPath.equals(path) : urlPath.startsWith(path) && urlPath.length() > path.length();
    }
}
