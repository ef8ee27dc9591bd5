package io.operations.operation;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * How much one project may have. Beyond that nothing is accepted in it; what was accepted goes on, and its end is always stored.
 *
 * @param active       operations that are not final, children included, at least 1. Default 100,000
 * @param storedSize   active operations and history together, as JSON with 1 KiB for each operation. Default 10 GB
 * @param databaseSize of the whole database, as PostgreSQL has it on disk: beyond that nothing is accepted in any project.
 *                     Default 0, which is for no limit
 * @param projects     other limits for some projects, by name
 */
@ConfigurationProperties("operations.quota")
record QuotaSettings(
        @DefaultValue("100000") int active,
        @DefaultValue("10GB") DataSize storedSize,
        @DefaultValue("0B") DataSize databaseSize,
        @DefaultValue Map<String, Project> projects) {

    QuotaSettings {
        requireLimits("operations.quota", active, storedSize);
        Assert.isTrue(!databaseSize.isNegative(), "operations.quota.database-size must not be negative");
        projects.forEach(QuotaSettings::require);
    }

    /** @param active null for that of all projects */
    record Project(@Nullable Integer active, @Nullable DataSize storedSize) {}

    /** The quotas of a project. */
    record Limits(long active, long storedSize) {}

    private static void require(String name, Project limits) {
        requireLimits(
                "operations.quota.projects." + name,
                limits.active == null ? 1 : limits.active,
                limits.storedSize == null ? DataSize.ofBytes(1) : limits.storedSize);
    }

    private static void requireLimits(String prefix, int active, DataSize storedSize) {
        Assert.isTrue(active >= 1, prefix + ".active must be at least 1");
        Assert.isTrue(storedSize.toBytes() >= 1, prefix + ".stored-size must be at least 1B");
    }

    Limits of(String project) {
        var own = projects.get(project);
        return new Limits(
                own == null || own.active == null ? active : own.active,
                (own == null || own.storedSize == null ? storedSize : own.storedSize).toBytes());
    }
}
