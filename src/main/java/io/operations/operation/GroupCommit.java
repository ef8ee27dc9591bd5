package io.operations.operation;

import java.util.List;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Writes of many callers in one commit. While a commit is under way, others gather; they share the next one. There is no
 * timer: a lone caller waits for its own commit only.
 *
 * <p>What is accepted does not wait for what ends, nor the other way round. The order stays all the same: nothing is written of
 * an operation before its insert is answered, and all that follows goes one way. Only the end of a family has a way of its own,
 * for it may be large: a change that comes after it finds no row.
 */
@Component
class GroupCommit implements SmartLifecycle {

    /** Starts before, and stops after, everything that writes. */
    static final int PHASE = 100;

    private final CommitLane inserts;
    private final CommitLane others;
    private final CommitLane families;

    GroupCommit(
            NamedParameterJdbcOperations jdbc,
            PlatformTransactionManager transactions,
            Partitions partitions,
            OperationMetrics metrics) {
        var outage = new Outage();
        inserts = new CommitLane("commit-inserts", jdbc, transactions, partitions, metrics, outage);
        others = new CommitLane("commit-changes", jdbc, transactions, partitions, metrics, outage);
        families = new CommitLane("commit-families", jdbc, transactions, partitions, metrics, outage);
    }

    /** Hands a write over; its own future tells the result. */
    <W extends Write> W submit(W write) {
        return lane(write).submit(write);
    }

    private CommitLane lane(Write write) {
        return switch (write) {
            case Write.Insert _ -> inserts;
            case Write.Finish finish when finish.family().isParent() -> families;
            case Write.Change _, Write.Finish _, Write.Wake _ -> others;
        };
    }

    /** The same for who waits for it, who may be alone and commit on the own thread. Inserts only: of all else the order counts. */
    Write.Insert submitAndWait(Write.Insert insert) {
        return inserts.submitAndWait(insert);
    }

    /** Writes that wait for a commit, or for the database. */
    int waiting() {
        return lanes().stream().mapToInt(CommitLane::waiting).sum();
    }

    @Override
    public void start() {
        lanes().forEach(CommitLane::start);
    }

    /** Writes what has been handed over, as long as the database is there, then ends. */
    @Override
    public void stop() {
        lanes().forEach(CommitLane::stop);
    }

    private List<CommitLane> lanes() {
        return List.of(inserts, others, families);
    }

    @Override
    public boolean isRunning() {
        return lanes().stream().allMatch(CommitLane::isRunning);
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
