package io.operations.operation;

import io.operations.member.MemberService;
import io.operations.requestor.Requestor;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Attaching somebody to a websocket operation (contract §1.7). */
@Component
class Connections {

    private final OperationLookup lookup;
    private final LocalOperations local;
    private final Attachments attachments;
    private final RemoteConnections others;
    private final MemberService member;

    Connections(
            OperationLookup lookup,
            LocalOperations local,
            Attachments attachments,
            RemoteConnections others,
            MemberService member) {
        this.lookup = lookup;
        this.local = local;
        this.attachments = attachments;
        this.others = others;
        this.member = member;
    }

    /** To an operation of this member. */
    Channel connect(Operation operation, @Nullable String secret, Requestor requestor) {
        var hook = operation.hooks().connect();
        requireConnectable(operation.row(), !operation.isRunning());
        var presented = requireSecret(secret);
        if (hook == null || local.find(operation.id()) != operation) {
            throw elsewhere(operation.row());
        }
        var channel = Secrets.channel(operation.metadata().get(Secrets.CHANNELS), presented)
                .orElseThrow(() -> new OperationException.Forbidden("Forbidden"));
        return attachments.attach(operation, hook.connect(operation, new ConnectHook.Caller(channel, requestor)));
    }

    /** The same by id, wherever it runs. */
    Channel connect(UUID id, @Nullable String secret, Requestor requestor) {
        var live = local.find(id);
        if (live != null) {
            return connect(live, secret, requestor);
        }
        var row = connectable(id);
        var presented = requireSecret(secret);
        if (row.state().location().equals(member.name())) {
            throw elsewhere(row);
        }
        return others.connect(row, presented, requestor);
    }

    /** For another member, which has found that it runs here. */
    Channel connectHere(UUID id, @Nullable String secret, Requestor requestor) {
        var live = local.find(id);
        if (live == null) {
            throw elsewhere(connectable(id));
        }
        return connect(live, secret, requestor);
    }

    private OperationRow connectable(UUID id) {
        var row = lookup.find(id);
        requireConnectable(row, row.isFinal());
        return row;
    }

    private static String requireSecret(@Nullable String secret) {
        if (secret == null || secret.isEmpty()) {
            throw new OperationException.Invalid("Missing websocket secret");
        }
        return secret;
    }

    private static void requireConnectable(OperationRow row, boolean stopping) {
        var state = row.state();
        if (row.header().operationClass() != OperationClass.WEBSOCKET) {
            throw new OperationException.Invalid("Only websocket operations can be connected");
        }
        if (stopping && !state.error().isEmpty()) {
            throw new OperationException.Failed(state.errorCode(), "Failed connecting to operation: " + state.error());
        }
        if (stopping) {
            throw new OperationException.Invalid("Only running operations can be connected");
        }
    }

    private OperationException elsewhere(OperationRow row) {
        var location = row.state().location();
        return new OperationException.Unavailable(
                location.equals(member.name())
                        ? "Operation ID \"" + row.header().id() + "\" is not running on this member"
                        : "Operation is running on member \"" + location + "\" and can only be connected to there");
    }
}
