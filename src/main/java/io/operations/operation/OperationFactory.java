package io.operations.operation;

import io.operations.member.MemberService;
import io.operations.requestor.Requestor;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.StringNode;

/** Makes live operations: from what a caller asked for, and from rows. */
@Component
class OperationFactory {

    private static final String EXPIRY = "expiresAt";

    private final OperationTypes types;
    private final OperationRules rules;
    private final SecretInputs secretInputs;
    private final OperationLimitSettings limits;
    private final OperationLifecycle lifecycle;
    private final MemberService member;
    private final Traces traces;
    private final Clock clock;

    OperationFactory(
            OperationTypes types,
            OperationRules rules,
            SecretInputs secretInputs,
            OperationLimitSettings limits,
            OperationLifecycle lifecycle,
            MemberService member,
            Traces traces,
            Clock clock) {
        this.types = types;
        this.rules = rules;
        this.secretInputs = secretInputs;
        this.limits = limits;
        this.lifecycle = lifecycle;
        this.member = member;
        this.traces = traces;
        this.clock = clock;
    }

    /** An operation that is about to be accepted, with its children. */
    Operation accepted(OperationArgs args, @Nullable Requestor requestor, OperationRunner.Slot slot) {
        var now = clock.instant();
        var owner = member.incarnation();
        var trace = traces.origin(args.type());
        var ids = Ids.next(now, 1 + args.children().size()).iterator();
        var family = new Family(null, 0, args.children().size());
        var parent = accepted(ids.next(), args, requestor, slot, family, now, owner, trace);
        parent.adopt(args.children().stream()
                .map(it -> accepted(
                        ids.next(),
                        it,
                        requestor,
                        OperationRunner.Slot.TO_BE_TAKEN,
                        new Family(parent.id(), it.stage(), 0),
                        now,
                        owner,
                        trace))
                .toList());
        return parent;
    }

    private Operation accepted(
            UUID id,
            OperationArgs args,
            @Nullable Requestor requestor,
            OperationRunner.Slot slot,
            Family family,
            Instant now,
            UUID owner,
            @Nullable String trace) {
        var hooks = rules.hooks(args);
        var header = new OperationHeader(
                id,
                args.project(),
                args.type().name(),
                args.operationClass(),
                EntityUrl.resolve(args),
                args.resources(),
                secretInputs.sealed(id, args, hooks),
                requestor,
                args.conflictReference(),
                now,
                family,
                args.timeout().orElse(null),
                args.priority(),
                trace);
        var deadline = slot.isStart() ? args.timeout().map(now::plus).orElse(null) : null;
        var metadata = metadata(id, args, hooks, deadline);
        var state = OperationState.accepted(
                slot.status(), slot.attempt(), metadata, member.name(), now, Pacing.NONE.endingAt(deadline));
        return new Operation(new OperationRow(header, state), args.type(), hooks, owner, lifecycle, limits);
    }

    private Metadata metadata(UUID id, OperationArgs args, Hooks hooks, @Nullable Instant deadline) {
        var metadata = Metadata.of(args.metadata());
        if (args.type().entityType() != EntityType.SERVER) {
            metadata = metadata.withEntityUrl(EntityUrl.visible(args.type(), args.project(), EntityUrl.resolve(args)));
        }
        return switch (args.operationClass()) {
            case TASK, DURABLE -> metadata;
            case WEBSOCKET -> withChannels(id, metadata, args, hooks);
            case TOKEN -> withToken(id, metadata, deadline);
        };
    }

    private Metadata withChannels(UUID id, Metadata metadata, OperationArgs args, Hooks hooks) {
        var connect = hooks.connect();
        return connect == null
                ? metadata
                : metadata.with(
                        Secrets.CHANNELS,
                        Secrets.stored(Secrets.freshFor(connect.channels(args.inputs())), id, lifecycle.vault()));
    }

    private Metadata withToken(UUID id, Metadata metadata, @Nullable Instant deadline) {
        var secret = Secrets.stored(Secrets.fresh(), Secrets.place(id, Secrets.TOKEN), lifecycle.vault());
        var token = metadata.with(Secrets.TOKEN, secret);
        // Where it does not expire, nobody may say that it will.
        return deadline == null ? token.without(EXPIRY) : token.with(EXPIRY, StringNode.valueOf(deadline.toString()));
    }

    /** An operation that this member has claimed, and its children. */
    Operation claimed(OperationRow row, List<OperationRow> children, UUID owner) {
        var parent = restored(row, owner);
        parent.adopt(children.stream().map(it -> restored(it, owner)).toList());
        return parent;
    }

    /** An operation as its row has it, to look at. */
    Operation copy(OperationRow row) {
        return restored(row, null);
    }

    private Operation restored(OperationRow row, @Nullable UUID owner) {
        var header = row.header();
        return new Operation(row, types.of(header), types.hooks(header.type()), owner, lifecycle, limits);
    }
}
