package io.operations.operation;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * How large operations may be. Sizes are those of JSON in UTF-8, with numbers written out as PostgreSQL does.
 *
 * @param children        operations that one bulk operation may consist of, at least 1. Default 10,000
 * @param inputsSize      of the inputs of one operation. Default 64 KiB
 * @param metadataSize    of the metadata that an operation is scheduled with, and again of its resources. Default 64 KiB
 * @param runMetadataSize of all metadata of an operation that runs, whoever gave it; at least 16 KiB more than metadataSize.
 *                        Default 512 KiB
 */
@ConfigurationProperties("operations.limits")
public record OperationLimitSettings(
        @DefaultValue("10000") int children,
        @DefaultValue("64KB") DataSize inputsSize,
        @DefaultValue("64KB") DataSize metadataSize,
        @DefaultValue("512KB") DataSize runMetadataSize) {

    /** What the service and its own hooks add: secrets, an entity URL, progress, a deadline. */
    private static final DataSize OURS = DataSize.ofKilobytes(16);

    private static final DataSize LARGEST = DataSize.ofMegabytes(256);

    public OperationLimitSettings {
        Assert.isTrue(children >= 1, "operations.limits.children must be at least 1");
        requireSize("inputs-size", inputsSize);
        requireSize("metadata-size", metadataSize);
        requireSize("run-metadata-size", runMetadataSize);
        Assert.isTrue(
                runMetadataSize.toBytes() >= metadataSize.toBytes() + OURS.toBytes(),
                "operations.limits.run-metadata-size must be at least 16KB more than operations.limits.metadata-size");
    }

    private static void requireSize(String name, DataSize size) {
        Assert.isTrue(
                size.toBytes() >= 2 && size.compareTo(LARGEST) <= 0,
                "operations.limits." + name + " must be from 2B to 256MB");
    }
}
