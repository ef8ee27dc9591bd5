package io.operations.operation;

import io.operations.requestor.AccessException;
import io.operations.requestor.Caller;
import io.operations.requestor.Requestor;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The door of this room: schedules operations, finds them, waits for them, cancels them (contract §1). */
@Service
public class OperationService {

    private final Acceptance acceptance;
    private final OperationLifecycle lifecycle;
    private final KeyedScheduling keyed;
    private final OperationTypes types;
    private final Tokens tokens;
    private final OperationProjects projects;
    private final LocalOperations local;
    private final OperationEvents events;
    private final OperationMetrics metrics;

    OperationService(
            Acceptance acceptance,
            OperationLifecycle lifecycle,
            KeyedScheduling keyed,
            OperationTypes types,
            Tokens tokens,
            OperationProjects projects,
            LocalOperations local,
            OperationEvents events,
            OperationMetrics metrics) {
        this.acceptance = acceptance;
        this.lifecycle = lifecycle;
        this.keyed = keyed;
        this.types = types;
        this.tokens = tokens;
        this.projects = projects;
        this.local = local;
        this.events = events;
        this.metrics = metrics;
    }

    /**
     * Schedules an operation that the service itself wants. Returns when it is committed.
     *
     * @throws OperationException if it is refused; nothing is left behind then
     */
    public Operation scheduleServerOperation(OperationArgs args) {
        return acceptance.accept(args, null, null).orElseThrow();
    }

    /** Schedules an operation for somebody. Returns when it is committed. */
    public Operation scheduleUserOperationFromRequest(OperationArgs args, Requestor requestor) {
        return acceptance.accept(args, requestor, null).orElseThrow();
    }

    /**
     * Schedules an operation for somebody, once: the same key gives the same operation back as long as it is kept.
     *
     * @throws OperationException.KeyReused if the key was used for something else
     */
    public Operation scheduleUserOperationFromRequest(OperationArgs args, Requestor requestor, IdempotencyKey key) {
        return keyed.schedule(args, requestor, key);
    }

    /** Schedules an operation on behalf of whoever asked for this one; it does not become its child. */
    public Operation scheduleUserOperationFromOperation(Operation operation, OperationArgs args) {
        var requestor = operation
                .requestor()
                .orElseThrow(() -> new OperationException.Invalid(
                        "Cannot create user operation: No requestor present in parent operation"));
        return acceptance.accept(args, requestor, null).orElseThrow();
    }

    /**
     * The operation as it now is, with progress at most a second old.
     *
     * @throws OperationException.NotFound if there is none, or none any more
     */
    public OperationView find(UUID id) {
        return lifecycle.view(lifecycle.find(id));
    }

    /**
     * The same for a caller, and for what is to be found by itself.
     *
     * @throws AccessException            if the caller may not see it
     * @throws OperationException.Invalid if it is a child
     */
    public OperationView findTop(UUID id, Caller caller) {
        var row = lifecycle.find(id);
        OperationAccess.requireView(row, caller);
        if (row.header().family().isChild()) {
            throw new OperationException.Invalid("Child operations cannot be retrieved individually");
        }
        return lifecycle.view(row);
    }

    /**
     * A future of the final view. Cancel it to stop waiting.
     *
     * @throws OperationException.NotFound if there is no such operation
     */
    public CompletableFuture<OperationView> await(UUID id) {
        return lifecycle.await(id);
    }

    /** The same for an operation at hand, which need not be looked up when it has ended already. */
    public CompletableFuture<OperationView> await(Operation operation) {
        return operation.status().isFinal() && !operation.row().isParted()
                ? CompletableFuture.completedFuture(operation.render())
                : lifecycle.await(operation.id());
    }

    /**
     * The same for a caller who waits, and is counted while waiting.
     *
     * @param caller with the rights of the moment; asked once more before the answer
     * @param secret that of a token, which lets anybody wait; empty for none
     * @throws AccessException in the future, if the caller may not see it
     */
    public CompletableFuture<OperationView> awaitCounted(UUID id, Supplier<Caller> caller, String secret) {
        return counted(lifecycle.await(id, row -> OperationAccess.requireWait(row, caller.get(), secret)));
    }

    /** The same for what the caller has cancelled. */
    public CompletableFuture<OperationView> awaitCancelled(UUID id, Supplier<Caller> caller) {
        return counted(lifecycle.await(id, row -> OperationAccess.requireCancel(row, caller.get())));
    }

    /** The operation as it now is, for a caller who has waited long enough; the refusals are those of waiting. */
    public OperationView findFor(Caller caller, UUID id, String secret) {
        var row = lifecycle.find(id);
        OperationAccess.requireWait(row, caller, secret);
        return lifecycle.view(row);
    }

    private CompletableFuture<OperationView> counted(CompletableFuture<OperationView> view) {
        metrics.waiting(1);
        view.whenComplete((_, _) -> metrics.waiting(-1));
        return view;
    }

    /**
     * Asks an operation to stop, for a caller; does not wait for it (contract §1.6).
     *
     * @return the name of its type
     * @throws AccessException            if they may not
     * @throws OperationException.Invalid if it is final, or was asked before
     */
    public String cancelFor(Caller caller, UUID id) {
        var row = lifecycle.find(id);
        OperationAccess.requireCancel(row, caller);
        cancel(id, caller.requestor());
        return row.header().type();
    }

    /**
     * Asks an operation to stop; does not wait for it.
     *
     * @param requestor who asks; null for the service itself
     * @throws OperationException.Invalid if it is final, or was asked before
     */
    public void cancel(UUID id, @Nullable Requestor requestor) {
        var asked = lifecycle
                .cancel(id)
                .orElseThrow(() -> new OperationException.Invalid("Only running operations can be cancelled"));
        events.publishCancelled(asked, requestor);
    }

    /**
     * Attaches somebody to a websocket operation (contract §1.7).
     *
     * @param secret that of a channel; null where none was presented
     * @throws OperationException if there is none to attach to, or its member is not reached, or the secret is wrong
     */
    public Channel connect(UUID id, @Nullable String secret, Requestor requestor) {
        return lifecycle.connect(id, secret, requestor);
    }

    /** The same for a caller. One that has no secret of it must be allowed to see it, or it is not found. */
    public Attachment connectFor(Caller caller, UUID id, @Nullable String secret) {
        var row = lifecycle.find(id);
        OperationAccess.requireConnect(row, caller, secret);
        return new Attachment(connect(id, secret, caller.requestor()), OperationAccess.viewers(row.header()));
    }

    /** The same for another member, whose client it is: to an operation of this member only. */
    public Channel connectHere(UUID id, @Nullable String secret, Requestor requestor) {
        return lifecycle.connectHere(id, secret, requestor);
    }

    /**
     * Redeems a token: of all who present its secret, one. It is Cancelled then, as LXD's are.
     *
     * @throws OperationException if it is none, the secret is wrong, or it was redeemed, revoked or has expired
     */
    public OperationView redeem(UUID id, String secret) {
        return tokens.redeem(id, secret);
    }

    /**
     * Redeems the token of this type that has this secret.
     *
     * @throws OperationException if there is none, or it was redeemed, revoked or has expired
     */
    public OperationView redeem(OperationType type, String secret) {
        return tokens.redeem(type, secret);
    }

    /**
     * Refuses a secret that no token of this type has, and leaves the token as it is.
     *
     * @throws OperationException if there is none
     */
    public void requireToken(OperationType type, String secret) {
        tokens.find(type, secret);
    }

    /** The types that callers can schedule on this member, by name. */
    public Collection<OperationType> types() {
        return types.all().stream().filter(it -> !it.isReserved()).toList();
    }

    /** @throws OperationException.Invalid if there is no such type for callers */
    public OperationType type(String name) {
        return types.find(name).filter(it -> !it.isReserved()).orElseThrow(() -> OperationTypes.unknown(name));
    }

    /**
     * Refuses a project that does not exist; null, for all of them, passes.
     *
     * @throws OperationException.NotFound if there is none
     */
    public void requireProject(@Nullable String project) {
        projects.require(project);
    }

    /**
     * Deletes a project and what is kept of its past. To be repeated where it broke off.
     *
     * @throws OperationException if there is none, if it is the default project, or if operations in it are not final
     */
    public void deleteProject(String name) {
        projects.delete(name);
    }

    /** Schedules the deletion of what has been final for longer than history is kept. */
    public Operation pruneExpiredOperations() {
        return scheduleServerOperation(PruneHook.args());
    }

    /** The operations that this member runs, a snapshot (LXD's {@code Clone}). */
    public Map<UUID, Operation> localOperations() {
        return local.snapshot();
    }

    /** @throws OperationException.Invalid if the text is no UUID */
    public static UUID parseId(String text) {
        return Ids.parse(text);
    }
}
