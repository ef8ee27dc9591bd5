package io.operations.operation;

/** What an operation of a type acts on (contract §3.8); also the bounded label of the API metrics. */
public enum EntityType {
    IMAGE,
    PROFILE,
    PROJECT,
    CERTIFICATE,
    INSTANCE,
    NETWORK,
    CLUSTER_MEMBER,
    OPERATION,
    STORAGE_POOL,
    WARNING,
    SERVER,
    IDENTITY,
    PLACEMENT_GROUP,
    CLUSTER_LINK,
    REPLICATOR;

    /** The name on the wire and in metrics, {@code storage_pool} for example. */
    public String wireName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
