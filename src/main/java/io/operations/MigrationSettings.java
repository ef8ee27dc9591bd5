package io.operations;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The database role that changes the schema, and the time when it does. The role that the service runs as needs none of its rights.
 *
 * @param mode        when the schema is changed. Default {@code at-start}
 * @param username    the role that owns the tables and changes them. Default: the one that the service runs as
 * @param password    of that role
 * @param runTimeRole the role that the service runs as, which gets the rights that it needs. Default: that of
 *                    {@code spring.datasource}, where there is a {@code username}
 */
@ConfigurationProperties("operations.migration")
record MigrationSettings(
        @DefaultValue("at-start") Mode mode,
        @Nullable String username,
        @Nullable String password,
        @Nullable String runTimeRole) {

    static final MigrationSettings NONE = new MigrationSettings(Mode.AT_START, null, null, null);

    enum Mode {
        /** By the first member of a release that starts. */
        AT_START,
        /** Now; then the process ends. */
        ONLY,
        /** By another process: a member only looks whether that is done. */
        ELSEWHERE
    }

    /** The same, where it is said nowhere else whose rights are to be granted. */
    MigrationSettings orRunTimeRole(@Nullable String role) {
        return runTimeRole != null || username == null ? this : new MigrationSettings(mode, username, password, role);
    }

    /** Tells no password. */
    @Override
    public String toString() {
        return "Migration " + mode + " as " + username;
    }
}
