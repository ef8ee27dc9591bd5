package io.operations.operation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * How operations run and how long they stay readable.
 *
 * @param runner    how many run at once
 * @param retention how long final ones are kept
 * @param metadata  how often metadata goes to PostgreSQL
 * @param shutdown  how a member ends
 * @param synchronizeInterval how often memory and PostgreSQL are compared, and what nobody runs is found. Default 1 min
 */
@ConfigurationProperties("operations")
record OperationSettings(
        @DefaultValue Runner runner,
        @DefaultValue Retention retention,
        @DefaultValue Metadata metadata,
        @DefaultValue Shutdown shutdown,
        @DefaultValue("1m") Duration synchronizeInterval) {

    OperationSettings {
        requirePositive(synchronizeInterval, "operations.synchronize-interval");
        requirePositive(retention.pruneInterval, "operations.retention.prune-interval");
    }

    private static void requirePositive(Duration interval, String property) {
        if (!interval.isPositive()) {
            throw new IllegalArgumentException(property + " must be more than 0");
        }
    }

    /**
     * @param slots        operations that run at once on this member, at least 1; more than that are Pending. Server operations
     *                     need no slot. Default 1,000
     * @param projectShare the part of the slots that one project may have while no other wants any, above 0 and at most 1; when
     *                     several do, they come to have as many each. 1 is for no limit. Default 0.9
     * @param callerShare  the same for one caller in one project. Default 0.75
     */
    record Runner(
            @DefaultValue("1000") int slots,
            @DefaultValue("0.9") double projectShare,
            @DefaultValue("0.75") double callerShare) {
        Runner {
            if (slots < 1) {
                throw new IllegalArgumentException("operations.runner.slots must be at least 1");
            }
            requireShare(projectShare, "operations.runner.project-share");
            requireShare(callerShare, "operations.runner.caller-share");
        }

        private static void requireShare(double share, String property) {
            if (!(share >= 0.001 && share <= 1)) {
                throw new IllegalArgumentException(property + " must be from 0.001 to 1");
            }
        }
    }

    /**
     * @param listed        how long a final operation stays in the default listing. Default 5 s, as in LXD; 0 for not at all
     * @param bulkListed    the same for a bulk operation and its children. Default 24 h, as in LXD; bounded by history
     * @param history       how long a final operation is kept at all, at least 1 minute. Default 24 h
     * @param pruneInterval how often expired ones are deleted. Default 5 min
     */
    record Retention(
            @DefaultValue("5s") Duration listed,
            @DefaultValue("24h") Duration bulkListed,
            @DefaultValue("24h") Duration history,
            @DefaultValue("5m") Duration pruneInterval) {
        Retention {
            if (listed.isNegative() || bulkListed.isNegative() || history.compareTo(Duration.ofMinutes(1)) < 0) {
                throw new IllegalArgumentException(
                        "operations.retention.listed and operations.retention.bulk-listed must not be negative,"
                                + " operations.retention.history must be at least 1m");
            }
        }
    }

    /** @param persistInterval the least time between two writes of one operation's metadata. Default 1 s */
    record Metadata(
            @Name("persist-interval") @DefaultValue("1s") Duration persistInterval) {}

    /** @param timeout how long running operations may go on before a stopping member cancels them. Default 5 min */
    record Shutdown(@DefaultValue("5m") Duration timeout) {}
}
