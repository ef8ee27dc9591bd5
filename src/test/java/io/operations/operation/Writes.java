package io.operations.operation;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the owner of operations writes of them. */
record Writes(UUID owner) {

    /** Starts a group commit of a test's own; to close it stops it, and leaves nothing of the owner's. */
    AutoCloseable start(GroupCommit commits, JdbcClient jdbc) {
        commits.start();
        return () -> {
            commits.stop();
            jdbc.sql("DELETE FROM active_operation WHERE owner = :owner")
                    .param("owner", owner)
                    .update();
        };
    }

    /** An operation that runs, for the first time. */
    static OperationRow row(Instant now) {
        return row(Ids.next(now), now);
    }

    static OperationRow row(UUID id, Instant now) {
        var header = new OperationHeader(
                id,
                "default",
                "noop",
                OperationClass.TASK,
                "/1.0",
                Map.of(),
                Inputs.none(),
                null,
                null,
                now,
                Family.NONE,
                null,
                0,
                null);
        return new OperationRow(
                header,
                OperationState.accepted(OperationStatus.RUNNING, 1, Metadata.of(Map.of()), "m1", now, Pacing.NONE));
    }

    /** The same in another project. */
    static OperationRow inProject(OperationRow row, String project) {
        return inProject(row, project, null);
    }

    /** The same in another project, and with a conflict reference. */
    static OperationRow inProject(OperationRow row, String project, @Nullable String reference) {
        var header = row.header();
        return new OperationRow(
                new OperationHeader(
                        header.id(),
                        project,
                        header.type(),
                        header.operationClass(),
                        header.entityUrl(),
                        header.resources(),
                        header.inputs(),
                        header.requestor(),
                        reference,
                        header.createdAt(),
                        header.family(),
                        header.timeout(),
                        header.priority(),
                        header.trace()),
                row.state());
    }

    /** That it has succeeded in this attempt. */
    static OperationState attempt(OperationRow row, int attempt) {
        var state = row.state();
        return new OperationState(
                OperationStatus.SUCCESS,
                state.metadata(),
                "",
                0,
                state.location(),
                attempt,
                state.updatedAt(),
                Pacing.NONE);
    }

    /** Success with an error code is against a constraint. */
    Write.Finish finish(OperationRow row, int errorCode) {
        var state = row.state();
        var last = new OperationState(
                OperationStatus.SUCCESS,
                state.metadata(),
                "",
                errorCode,
                state.location(),
                state.attempt(),
                state.updatedAt(),
                Pacing.NONE);
        return new Write.Finish(row.header().id(), Family.NONE, owner, last);
    }

    Write.Change change(OperationRow row, int held, OperationState state, boolean released) {
        return new Write.Change(new Write.Hold(row.header().id(), held), owner, state, released);
    }
}
